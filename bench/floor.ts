import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  TraceFlags,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';
import { recordPoints } from './floorPoints';
import type { SpanRecord, Telemetry } from './job';
import type { FloorShape } from './rows';
import { text } from './samples';

type Members = Record<string, unknown>;
interface Args {
  readonly input: Members;
}
type Handler = (args: Args) => Promise<{ readonly output: Members }>;

/** What the API alone costs: its calls for the telemetry that this package records, written by hand. */
export function floorMiddleware(shape: FloorShape, { spans, points }: Telemetry): (next: Handler) => Handler {
  const creates = spans.filter(isCreate);
  const call = spans.find((record) => !isCreate(record));
  if (call === undefined) throw new Error('nothing was recorded');
  const measure = recordPoints(points);
  return (next) => (args) => {
    const parent = context.active();
    const span = start(call, parent);
    const active = trace.setSpan(parent, span);
    if (shape === 'batch') return batch(next, args, span, call, active, parent, creates, measure);
    const request = shape === 'send' ? send(args, active) : shape === 'invoke' ? invoke(args, active) : args;
    return context.with(active, next, undefined, request).then((result) => {
      if (shape === 'receive') span.addLinks(receiveLinks(result.output, call));
      end(span, call);
      measure();
      return result;
    });
  };
}

/** The same for a handler of messages. */
export function floorProcess({ spans, points }: Telemetry) {
  const [record] = spans;
  if (record === undefined) throw new Error('nothing was recorded');
  const measure = recordPoints(points);
  return (message: object, handler: () => Promise<unknown>): Promise<unknown> => {
    const ambient = context.active();
    const extracted = propagation.extract(ambient, attributesOf(message), getter);
    const creation = trace.getSpanContext(extracted) ?? OTHER;
    const links = record.startLinks.map((attributes) => ({ context: creation, attributes: { ...attributes } }));
    const attributes = { ...record.start };
    const span = TRACER.startSpan(record.name, { kind: record.kind, attributes, links }, ambient);
    return context.with(trace.setSpan(extracted, span), handler).then((result) => {
      end(span, record);
      measure();
      return result;
    });
  };
}

const TRACER = trace.getTracer('floor');

/** Where a link leads to is of no interest. */
const OTHER: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

function isCreate({ name }: SpanRecord): boolean {
  return name.startsWith('create ');
}

function start(record: SpanRecord, parent: Context): Span {
  const attributes = { ...record.start };
  const { kind, name, startLinks } = record;
  if (startLinks.length === 0) return TRACER.startSpan(name, { kind, attributes }, parent);
  const links = startLinks.map((linked) => ({ context: OTHER, attributes: { ...linked } }));
  return TRACER.startSpan(name, { kind, attributes, links }, parent);
}

function end(span: Span, record: SpanRecord): void {
  span.setAttributes({ ...record.end });
  span.end();
}

function inject(attributes: unknown, active: Context): Members {
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  const injected: Members = Object.assign({}, attributes);
  for (const name in carrier) injected[name] = text(carrier[name] ?? '');
  return injected;
}

function send(args: Args, active: Context): Args {
  const { input } = args;
  return { ...args, input: { ...input, MessageAttributes: inject(input['MessageAttributes'], active) } };
}

function invoke(args: Args, active: Context): Args {
  const custom: Record<string, string> = {};
  propagation.inject(active, custom);
  const ClientContext = Buffer.from(JSON.stringify({ custom })).toString('base64');
  return { ...args, input: { ...args.input, ClientContext } };
}

function batch(
  next: Handler,
  args: Args,
  span: Span,
  call: SpanRecord,
  active: Context,
  parent: Context,
  creates: readonly SpanRecord[],
  measure: () => void,
): ReturnType<Handler> {
  const created = creates.map((record) => start(record, parent));
  const entries = (args.input['Entries'] as Members[]).map((entry, index) => {
    const own = created[index];
    const contextOfEntry = own === undefined ? active : trace.setSpan(parent, own);
    return { ...entry, MessageAttributes: inject(entry['MessageAttributes'], contextOfEntry) };
  });
  const request = { ...args, input: { ...args.input, Entries: entries } };
  return context.with(active, next, undefined, request).then((result) => {
    const links: Link[] = [];
    for (const [index, record] of creates.entries()) {
      const own = created[index];
      if (own === undefined) continue;
      links.push({ context: own.spanContext(), attributes: { ...call.endLinks[index] } });
      end(own, record);
    }
    if (links.length > 0) span.addLinks(links);
    end(span, call);
    measure();
    return result;
  });
}

function receiveLinks(output: Members, call: SpanRecord): Link[] {
  const links: Link[] = [];
  const messages = (output['Messages'] ?? []) as object[];
  for (const [index, message] of messages.entries()) {
    const extracted = propagation.extract(ROOT_CONTEXT, attributesOf(message), getter);
    const creation = trace.getSpanContext(extracted);
    const attributes: Attributes = { ...call.endLinks[index] };
    if (creation !== undefined) links.push({ context: creation, attributes });
  }
  return links;
}

type MessageAttributes = Record<string, { readonly StringValue?: string } | undefined>;

function attributesOf(message: object): MessageAttributes {
  return (message as { MessageAttributes: MessageAttributes }).MessageAttributes;
}

const getter = {
  keys: (attributes: MessageAttributes) => Object.keys(attributes),
  get: (attributes: MessageAttributes, name: string) => attributes[name]?.StringValue,
};
