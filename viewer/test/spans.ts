import { createHash } from 'node:crypto';

/** Some Saturday, in nanoseconds: realistic times are too large for a double. */
export const EPOCH = 1_795_255_200_000_000_000n;

/** What an OTLP exporter says of a span, as far as tests look at it. */
export interface OtlpSpan extends Ids {
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: readonly KeyValue[];
  }[];
  readonly links: readonly (Ids & { readonly attributes: readonly KeyValue[] })[];
  readonly status: { readonly code: number; readonly message?: string };
}

export interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

type Plain = Readonly<Record<string, string | number>>;

/** What a test says about a span. Times are milliseconds after the story begins. */
export interface SpanStory {
  /** Names the trace and the span; their identifiers are made from it. */
  readonly id: `${string}/${string}`;
  /** Another span's `id`. */
  readonly parent?: string;
  readonly name: string;
  readonly kind?: keyof typeof KINDS;
  readonly start: number;
  /** Undefined: still open. */
  readonly end?: number;
  readonly error?: string;
  readonly attributes?: Plain;
  readonly links?: readonly (string | { readonly to: string | Ids; readonly attributes: Plain })[];
  readonly events?: readonly { readonly name: string; readonly at: number; readonly attributes?: Plain }[];
}

const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

/** A span with nothing special about it. */
export const SHORT = { id: 't/short', name: 'work', start: 0, end: 1 } as const satisfies SpanStory;

/** A request that exports these spans. */
export function otlp(...spans: readonly object[]) {
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'tests' }, spans }] }] };
}

/** The span of a story. */
export function span(story: SpanStory): OtlpSpan {
  const { id, parent, name, kind = 'internal', start, end, error, attributes = {}, links = [], events = [] } = story;
  return {
    ...idsOf(id),
    ...(parent === undefined ? {} : { parentSpanId: idsOf(parent).spanId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: end === undefined ? '0' : nanoseconds(end),
    attributes: keyValues(attributes),
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: nanoseconds(event.at),
      attributes: keyValues(event.attributes ?? {}),
    })),
    links: links.map((link) => {
      const { to, attributes: said } = typeof link === 'string' ? { to: link, attributes: {} } : link;
      return { ...(typeof to === 'string' ? idsOf(to) : to), attributes: keyValues(said) };
    }),
    status: error === undefined ? { code: 0 } : { code: 2, message: error },
  };
}

/** Identifiers, made from a `trace/span` name: they look random and are the same in each run. */
export function idsOf(id: string): Ids {
  const [trace = ''] = id.split('/');
  return { traceId: digest(trace, 32), spanId: digest(id, 16) };
}

function nanoseconds(milliseconds: number): string {
  return String(EPOCH + BigInt(Math.round(milliseconds * 1e6)));
}

function keyValues(attributes: Plain): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** As the exporters of the JavaScript SDK write it. */
function anyValue(value: string | number): KeyValue['value'] {
  if (typeof value === 'string') return { stringValue: value };
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
