import { type Context, type Link, type Span, SpanKind, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { withoutHelperRun } from '../operation/helperRun';
import type { Operation } from '../operation/operation';
import { recordable } from '../operation/recordable';
import type { Options } from '../options';
import type { IgnorePredicate } from '../options/hooks';
import type { OtherStart, StartsAs } from '../options/stock/made';
import type { Members } from '../values';
import { additionsOf, withoutAdditions } from './additions';
import { type Call, type LateStart, injects } from './call';
import { withSpan } from './callContext';
import { withCall, withoutCall } from './currentCall';
import type { Period } from './endingContext';
import { DeferredSpan } from './deferredSpan';
import { estimatedAtStart } from './estimates';
import { settleLinks, spanName, startAttributes } from './extractors';
import { isIgnored } from './ignored';
import { type Measurement, startMeasurement } from './measurement';
import { parentageOf } from './liveParent';
import { NO_SPAN } from './noSpan';
import { type Poll, lookAtPoll } from './polls';
import { propagates } from './propagates';
import { safely, safelyOwn } from './safely';
import { IGNORED, hideInside, isTracingSuppressed, isWithinIgnored, revealed } from './suppression';
import type { Listeners, Telemetry } from './telemetry';

/**
 * Starts a call: its record, its span with the attributes that samplers see, its measurement.
 * @returns undefined if nothing is recorded of it; it must then go out exactly as it came
 */
export function start(
  telemetry: Telemetry,
  { tracer, metrics }: Listeners,
  operation: Operation,
): Call | typeof IGNORED | undefined {
  const { options } = telemetry;
  const { kind } = operation;
  kind.client.learn();
  if (isHidden(operation)) return undefined;
  const { context: ambient } = operation;
  if (options.ignore !== undefined && ignores(options.ignore, operation)) return IGNORED;
  const attributes = startAttributes(operation, options);
  const measurement = metrics && startMeasurement(metrics, operation, attributes);
  // A consumer polls for longer than the span lasts in which it was started.
  const { parent, links: toEnded } =
    kind.definition.receives === undefined ? { parent: ambient, links: NO_LINKS } : parentageOf(ambient);
  if (tracer === undefined || (options.requireParentSpan && trace.getSpan(parent) === undefined)) {
    return measurement && record(telemetry, operation, measurement, false, NO_SPAN, undefined);
  }
  const links = (kind.definition.settles && safelyOwn('linking', settleLinks, operation, options)) ?? [];
  if (toEnded.length > 0) links.push(...toEnded);
  const additions = safelyOwn('looking for additions', additionsOf, parent, operation.input);
  if (additions !== undefined) {
    Object.assign(attributes, additions.attributes);
    links.push(...additions.links);
  }
  const other = options.startsAs && safely('naming the span', otherStart, operation, options.startsAs);
  const estimated = other && estimatedAtStart(operation, options);
  const name = other?.name ?? spanName(kind, attributes, options);
  const spanOptions = {
    kind: other?.kind ?? kindOfSpan(operation, options),
    // Metrics keep ours.
    attributes: other === undefined ? attributes : { ...attributes, ...other.attributes, ...estimated },
    links,
  };
  const isLate = kind.definition.receives !== undefined && options.emptyReceives === 'drop';
  const late = isLate ? lateStart(tracer, name, spanOptions, parent) : undefined;
  const span = late?.deferred ?? tracer.startSpan(name, spanOptions, parent);
  const call = record(telemetry, operation, measurement, true, span, late);
  call.helped = additions !== undefined;
  return call;
}

/** Inside of a call that shows nothing, only messages are the application's for sure: the SDK sends none itself. */
function isHidden(operation: Operation): boolean {
  const { context, kind } = operation;
  const suppressed = isTracingSuppressed(context);
  if (!suppressed && !isWithinIgnored(context)) return false;
  if (kind.definition.inject === undefined) return true;
  if (!suppressed) return false;
  const shown = revealed(context);
  if (shown === undefined) return true;
  operation.context = shown;
  return false;
}

const NO_LINKS: readonly Link[] = Object.freeze([]);

function ignores(ignore: IgnorePredicate, operation: Operation): boolean {
  const { kind, input } = operation;
  // One that is `async` may fail when the call has let go of its input.
  const asked = { ...operation };
  return isIgnored(ignore, kind.service.id, kind.name, input, (error) => recordable(asked, error));
}

function record(
  telemetry: Telemetry,
  operation: Operation,
  measurement: Measurement | undefined,
  traced: boolean,
  span: Span,
  startLate: LateStart | undefined,
): Call {
  const work: Period = { over: false };
  const call: Call = {
    telemetry,
    options: telemetry.options,
    operation,
    context: operation.context,
    measurement,
    traced,
    observed: measurement !== undefined || span.isRecording(),
    revision: operation.kind.client.revision,
    startLate,
    span,
    creates: undefined,
    resolved: undefined,
    helped: false,
    linked: undefined,
    answer: undefined,
    request: operation.input,
    ownRequestHeader: false,
    poll: pollOf(operation),
    work,
  };
  const injecting = injects(call);
  if (traced) call.context = contextOf(call, injecting);
  else call.context = injecting ? withCall(call.context, call) : withoutCall(call.context);
  return call;
}

function pollOf({ kind, input }: Operation): Poll | undefined {
  return kind.definition.receives && safely('looking at a poll', lookAtPoll, kind.client, input);
}

/** A call that may leave no span must not leave one of its HTTP request either. */
function contextOf(call: Call, injecting: boolean): Context {
  const { operation, span, startLate, work } = call;
  const { context: parent, run } = operation;
  const own = withoutAdditions(run === undefined ? parent : withoutHelperRun(parent));
  if (startLate === undefined) return withSpan(own, span, injecting ? call : undefined);
  const suppressed = hideInside(own, work);
  return injecting ? withCall(suppressed, call) : withoutCall(suppressed);
}

function lateStart(tracer: Tracer, name: string, options: SpanOptions, parent: Context): LateStart {
  return {
    deferred: new DeferredSpan(),
    startedAt: performance.now(),
    start: (startTime) => tracer.startSpan(name, { ...options, startTime }, parent),
  };
}

function otherStart({ kind, input }: Operation, startsAs: StartsAs): OtherStart {
  return startsAs(kind.service.id, kind.name, input as Members);
}

/** A batch send is the producer of its messages unless each has a create span of its own. */
function kindOfSpan(operation: Operation, options: Options): SpanKind {
  const { kind = SpanKind.CLIENT, batch } = operation.kind.definition;
  const creates = batch !== undefined && options.batchCreateSpans && propagates(operation, operation.input, options);
  if (creates) return SpanKind.CLIENT;
  return typeof kind === 'function' ? kind(options) : kind;
}
