import { type Context, type Span, context } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { isAbort } from '../semconv/errors';
import type { Failure } from '../services/service';
import type { CreateSpans } from './createSpans';
import { type StreamEnd, followEvents } from './eventStream';
import { type Failing, failSpan, failingOf } from './failSpan';
import { type Measurement, recordMeasurement } from './measurement';
import { safely } from './safely';
import { suppressTracing } from './suppression';
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
  readonly context: Context;
  readonly measurement: Measurement | undefined;
  /** False for a call that is only measured: its request goes out exactly as it came. */
  readonly traced: boolean;
  /** Whether anybody wants to know how it ends. */
  readonly observed: boolean;
  /** Of what was known of the client at the start. */
  readonly revision: number;
  /** Starts the span at the end, where only the response shows whether there is anything to record. */
  readonly startLate: LateStart | undefined;
  span: Span;
  creates: CreateSpans | undefined;
}

/** A start that waits for the response. */
export interface LateStart {
  /** Milliseconds, of the process's own clock. */
  readonly startedAt: number;
  start(startTime: number): Span;
}

/** Runs the rest of the middleware stack with the span of the call active. */
export function send<A, R>(call: Call, next: (args: A) => R, args: A): R {
  const { suppressInternalInstrumentation } = call.options;
  const active = suppressInternalInstrumentation && call.traced ? suppressTracing(call.context) : call.context;
  return context.with(active, next, undefined, args);
}

/** Ends the span, and records the points of the call: now, or with the events of the response that are still to come. */
export function end(call: Call, outcome: Outcome): void {
  const { events } = call.operation.kind.definition;
  if (events !== undefined && call.observed && safely('following events', followEventsOf, call, outcome) === true)
    return;
  finish(call, outcome);
}

function finish(call: Call, outcome: Outcome, endTime?: number): void {
  safely('ending the span', endSpan, call, endTime);
  if (call.measurement !== undefined) safely('recording metrics', recordMeasurement, call.measurement, outcome);
}

function endSpan({ span, startLate }: Call, endTime: number | undefined): void {
  // A span that was given its start takes the time of its end in whole milliseconds, unless it is given that, too.
  span.end(startLate === undefined ? endTime : performance.now());
}

function followEventsOf(call: Call, outcome: Outcome): boolean {
  const { events, eventFailure } = call.operation.kind.definition;
  if (events === undefined || eventFailure === undefined || outcome.output === undefined) return false;
  const answeredAt = performance.now();
  const failureIn = (event: unknown): Failure | undefined => safely('describing an event', eventFailure, event);
  return followEvents(events(outcome.output), failureIn, (how) => {
    const failing = how && failingOfEvents(how);
    if (failing === undefined) return finish(call, outcome, how === undefined ? answeredAt : undefined);
    if (call.traced) safely('recording a failure', failSpan, call.span, failing);
    finish(call, { ...outcome, errorType: failing.type });
  });
}

function failingOfEvents({ failure, error }: StreamEnd): Failing | undefined {
  return failure ?? (error && { ...failingOf(error.thrown), tolerated: isAbort(error.thrown) });
}
