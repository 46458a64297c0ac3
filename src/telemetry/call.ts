import { type Attributes, type Context, ROOT_CONTEXT, type Span } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import { recordable } from '../operation/recordable';
import type { Options } from '../options';
import { ERROR_TYPE_ABORT, ERROR_TYPE_CONNECTION_LOST, errorType, isAbort } from '../semconv/errors';
import type { Failure, OperationDefinition } from '../services/service';
import type { CreateSpans } from './createSpans';
import type { DeferredSpan } from './deferredSpan';
import type { Period } from './endingContext';
import { endSpan } from './endSpan';
import { type StreamEstimates, estimatesOfStream } from './estimates';
import { followEvents } from './eventStream';
import { isExpectedError } from './expectedErrors';
import { failSpan } from './failSpan';
import { type Measurement, recordMeasurement } from './measurement';
import type { Poll } from './polls';
import { safely } from './safely';
import type { StreamEnd } from './streamReading';
import type { Telemetry } from './telemetry';

/**
 * The record of one call, from its start to its end. The verbs start, inject, send, enrich and end work on it; no state
 * of a call stands anywhere else.
 */
export interface Call {
  readonly telemetry: Telemetry;
  /** Those at the start of the call. */
  readonly options: Options;
  readonly operation: Operation;
  /** In which the rest of the middleware stack runs. */
  context: Context;
  readonly measurement: Measurement | undefined;
  /** False for a call that is only measured: its request carries no context. */
  readonly traced: boolean;
  /** Whether anybody wants to know how it ends. */
  readonly observed: boolean;
  /** Of what was known of the client at the start. */
  readonly revision: number;
  /** Starts the span at the end, where only the response shows whether there is anything to record. */
  startLate: LateStart | undefined;
  span: Span;
  creates: CreateSpans | undefined;
  /** What it was sent with. */
  resolved: Resolved | undefined;
  /** It is made by a helper of this package, which knows what the context of its message is about. */
  helped: boolean;
  /** The creators of messages with a context of their own, to which the span is linked: their ids. */
  linked: Set<string> | undefined;
  /** What the answer says as attributes, for metrics that count it. */
  answer: Attributes | undefined;
  /** The input that is sent, with what hooks and we have put into it. */
  request: object;
  /** The application itself has set a trace header on the request. */
  ownRequestHeader: boolean;
  /** Of a receive that a consumer library makes. */
  readonly poll: Poll | undefined;
  /** The time during which the SDK works for the call: what is suppressed for it is suppressed until then. */
  readonly work: Period;
}

/**
 * What our middlewares of one resolved stack share. It counts more than the active context: middleware of the application
 * that queues calls, say to limit how many are under way, runs one in the context of another.
 */
export interface Resolved {
  readonly handler: unknown;
  call: Call | undefined;
  /** Several calls are made with it, as with `cacheMiddleware`. */
  isShared: boolean;
  /** They were under way at once: it tells nothing of any of them. */
  overlaps: boolean;
}

/** A start that waits for the response. */
export interface LateStart {
  /** Stands in until then. */
  readonly deferred: DeferredSpan;
  /** Milliseconds, of the process's own clock. */
  readonly startedAt: number;
  start(startTime: number): Span;
}

/** Whether its request gets something from us on its way. */
export function injects({ traced, operation, options }: Pick<Call, 'traced' | 'operation' | 'options'>): boolean {
  const { inject, ask } = operation.kind.definition;
  // What a receive asks for is what queue time and attempts are measured with, too.
  return (traced && (inject !== undefined || options.xrayRequestHeader)) || ask !== undefined;
}

/** Ends the span, and records the points of the call: now, or with the events of the response that are still to come. */
export function end(call: Call, outcome: Outcome): void {
  call.work.over = true;
  const { events } = call.operation.kind.definition;
  const follows = events !== undefined && call.observed;
  if (follows && safely('following events', followEventsOf, call, outcome, events) === true) return;
  finish(call, outcome);
}

/** @param at when, if not now: milliseconds, of the process's own clock */
function finish(call: Call, outcome: Outcome, at?: number): void {
  // A span that was given its start takes the time of its end in whole milliseconds, unless it is given that, too.
  endSpan(call.span, at ?? (call.startLate === undefined ? undefined : performance.now()));
  const { measurement, answer } = call;
  if (measurement !== undefined) safely('recording metrics', () => recordMeasurement(measurement, outcome, answer, at));
  letGo(call);
}

/**
 * A socket or a timer that was made in a call keeps its context for hours, with the call in it: not its messages, too, and
 * not the call before it, if it was made in the context of that one.
 */
function letGo(call: Call): void {
  const { operation } = call;
  operation.command = NOTHING;
  operation.input = NOTHING;
  operation.context = ROOT_CONTEXT;
  call.startLate = undefined;
  call.request = NOTHING;
  call.answer = undefined;
  call.creates = undefined;
  call.resolved = undefined;
  call.linked = undefined;
}

function followEventsOf(call: Call, outcome: Outcome, events: EventsOf): boolean {
  const { operation, options, span } = call;
  const { eventFailure } = operation.kind.definition;
  if (outcome.output === undefined) return false;
  const estimate = span.isRecording() ? estimatesOfStream(operation, options) : undefined;
  const streamed: Streamed = { told: {}, estimate };
  const look = (event: unknown): Failure | undefined => {
    safely('describing an event', recordEvent, call, event, streamed);
    return eventFailure?.(event);
  };
  return followEvents(events(outcome.output), outcome.body, look, endOfEvents(call, outcome));
}

/** Holds nothing of the output: whoever waits for the last reader of a stream to be gone must not know the stream. */
function endOfEvents(call: Call, { output: _output, body: _body, ...answered }: Outcome): (how: StreamEnd) => void {
  return (how) => {
    const failed = safely('describing the end of a stream', failureOf, call, how);
    if (failed !== undefined && call.traced) safely('recording a failure', failCall, call, failed);
    finish(call, { ...answered, output: NOTHING, ...failed }, how.at);
  };
}

function failCall({ span }: Call, { errorType: type, errorMessage: message, exception, tolerated }: Failed): void {
  failSpan(span, { type, message, exception, tolerated: tolerated !== undefined });
}

const NOTHING = Object.freeze({});

type EventsOf = NonNullable<OperationDefinition['events']>;

/** What the events of a stream have said of the answer, one by one. */
interface Streamed {
  readonly told: Attributes;
  readonly estimate: StreamEstimates | undefined;
}

/** What an event says of the answer that it is a part of. */
function recordEvent(call: Call, event: unknown, { told, estimate }: Streamed): void {
  const { definition, service } = call.operation.kind;
  const { naming } = call.options;
  const estimated = naming.detail ? estimate?.(event) : undefined;
  if (!naming.detail && call.measurement === undefined) return;
  const facts = definition.eventResponse?.(event);
  if (facts === undefined && estimated === undefined) return;
  if (facts !== undefined) {
    service.semconv.response(told, facts, naming);
    call.answer = { ...call.answer, ...told };
  }
  // Where the other package guesses, it never looks at the count with which Bedrock ends a stream. Metrics do.
  if (naming.detail) call.span.setAttributes({ ...told, ...estimated });
}

type Failed = Pick<Outcome, 'errorMessage' | 'exception' | 'tolerated'> & { readonly errorType: string };

/** An abort is nobody's error, whatever the connection makes of it. */
function failureOf({ operation, options }: Call, { failure, error, cutOff }: StreamEnd): Failed | undefined {
  const { service, name } = operation.kind;
  const thrown = error?.thrown;
  if (failure !== undefined) return { errorType: failure.type, errorMessage: failure.message };
  if (cutOff === 'aborted') return { errorType: ERROR_TYPE_ABORT, tolerated: 'aborted' };
  if (error === undefined) {
    return cutOff && { errorType: ERROR_TYPE_CONNECTION_LOST, errorMessage: 'the connection was lost' };
  }
  const { exception, errorMessage } = recordable(operation, thrown);
  const failed = { errorType: errorType(thrown), errorMessage, exception };
  if (isExpectedError(options, service.id, name, thrown)) return { ...failed, tolerated: 'expected' };
  return isAbort(thrown) ? { ...failed, tolerated: 'aborted' } : failed;
}
