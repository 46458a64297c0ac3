import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  context,
  trace,
} from '@opentelemetry/api';
import { type Reading, extractContext } from '../../propagation/extractContext';
import { faasAttributes } from '../../semconv/faas';
import { endSpan } from '../../telemetry/endSpan';
import { failSpan, failingOf } from '../../telemetry/failSpan';
import { parentageOf } from '../../telemetry/liveParent';
import { linksToOthers } from '../../telemetry/linksToOthers';
import { withProcessed } from '../../telemetry/relayed';
import { safely } from '../../telemetry/safely';
import type { Telemetry } from '../../telemetry/telemetry';
import { type OpenBatch, openBatch } from '../openBatch';
import type { ProcessOptions } from '../processOptions';
import { reportFailures } from './batchResponse';
import type { LambdaEvent } from './sources/eventSource';

/** The spans of one event, from their start to their end. */
export interface EventTrace {
  /** In which the handler runs. */
  readonly context: Context;
  /** What the handler gave reports failures, perhaps. */
  succeed(result: unknown): void;
  fail(error: unknown): void;
  /** It failed without an error. */
  report(errorType: string): void;
  end(): void;
}

/** What spans say beside the event. */
export interface Surroundings {
  /** Of the function; undefined where nothing says that this is an invocation. */
  readonly attributes: Attributes | undefined;
  readonly links: readonly Link[];
  /** Of the function. */
  readonly name: string | undefined;
  /** `base` with the context that whoever invoked the function gave it beside the event. */
  readonly caller: (base: Context) => Context;
}

/**
 * Starts the spans of an event below the active context: for messages one of the batch with a process span for each, for
 * anything else that of the invocation. Undefined where nobody takes spans, and where there are such spans already.
 */
export function traceEvent(
  telemetry: Telemetry,
  event: LambdaEvent,
  options: ProcessOptions,
  surroundings: Surroundings,
): EventTrace | undefined {
  if (event.records.length === 0) return traceInvocation(telemetry, event, surroundings);
  const batch = openBatch(event.records, options, {
    ...event.shape,
    attributes: { ...event.shape.attributes, ...surroundings.attributes },
    links: surroundings.links,
  });
  return batch && traceOfBatch(event, batch);
}

function traceOfBatch(event: LambdaEvent, batch: OpenBatch): EventTrace {
  return {
    context: batch.contextOfOnly,
    succeed: (result) => reportFailures(event, batch, result),
    fail: (error) => batch.fail(error),
    report: (errorType) => batch.report(errorType),
    end: () => batch.end(),
  };
}

/** What is no message and no event that is known is traced only if it is an invocation. */
function traceInvocation(
  telemetry: Telemetry,
  event: LambdaEvent,
  { attributes, links, name, caller }: Surroundings,
): EventTrace | undefined {
  // A server of functions may have been started inside of a span.
  const { parent: ambient, links: toEnded } = parentageOf(context.active());
  if (event.kind === 'messages' || (event.kind === 'other' && attributes === undefined)) return undefined;
  // That of the instrumentation of Lambda, for example.
  if (trace.getSpan(ambient)?.isRecording() === true) return undefined;
  const tracer = telemetry.tracer();
  if (tracer === undefined) return undefined;
  const ofEvent = safely('reading the context of an event', () => event.parent(ambient)) ?? ambient;
  // What comes with a request is nearer to it than what comes beside it; so is a span that is there.
  const called = trace.getSpan(ofEvent) === undefined;
  const parent = (called ? safely('reading the context of a caller', caller, ofEvent) : undefined) ?? ofEvent;
  // A request may bring the header of the invocation.
  const linked = trace.getSpanContext(parent);
  const details = telemetry.options.naming.detail ? event.details() : undefined;
  const found = safely('reading the contexts of an event', createdBy, event, parent, telemetry.options);
  const { creations = [], around = parent } = found ?? {};
  const created = [...creations.map((creation) => ({ context: creation })), ...toEnded];
  const span = tracer.startSpan(
    event.name ?? name ?? 'invocation',
    {
      kind: event.spanKind,
      attributes: { ...faasAttributes(event.trigger), ...event.attributes, ...details, ...attributes },
      links: linksToOthers(
        [...created, ...linksToOthers(links, created)],
        linked === undefined ? [] : [{ context: linked }],
      ),
    },
    parent,
  );
  // A function may hand on the client context that it got, and what its event carries.
  const received = called && linked !== undefined ? [linked, ...creations] : creations;
  const active = withProcessed(trace.setSpan(around, span), [], received);
  return traceOfSpan(event, span, active);
}

/** More links than that no span of the SDK has. */
const MAX_CREATIONS = 128;

interface Created {
  readonly creations: readonly SpanContext[];
  /** With the baggage that came along, where there is one carrier. */
  readonly around: Context;
}

function createdBy(event: LambdaEvent, parent: Context, reading: Reading): Created {
  const bare = trace.deleteSpan(parent);
  // A list may have holes.
  const contexts = Array.from(event.carriers().slice(0, MAX_CREATIONS), (carrier) =>
    extractContext(carrier, bare, reading),
  );
  const creations = new Map<string, SpanContext>();
  for (const extracted of contexts) {
    const creation = trace.getSpanContext(extracted);
    if (creation !== undefined) creations.set(creation.spanId, creation);
  }
  const [only = parent, ...others] = contexts;
  return { creations: [...creations.values()], around: others.length === 0 ? only : parent };
}

function traceOfSpan(event: LambdaEvent, span: Span, active: Context): EventTrace {
  return {
    context: active,
    succeed(result) {
      const { attributes, errorType } = event.outcomeOf(result);
      span.setAttributes(attributes);
      if (errorType !== undefined) failSpan(span, { type: errorType });
    },
    fail: (error) => failSpan(span, failingOf(error)),
    report: (errorType) => failSpan(span, { type: errorType }),
    end: () => endSpan(span),
  };
}
