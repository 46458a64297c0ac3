import { type Span, SpanKind, trace } from '@opentelemetry/api';
import type { Operation } from '../operation/operation';
import type { Options } from '../options';
import { additionsOf } from './additions';
import { Call } from './call';
import { DeferredSpan } from './deferredSpan';
import { settleLinks, spanName, startAttributes } from './extractors';
import { MeasuredCall, Measurement } from './measurement';
import { MetricsSource } from './metrics';
import { propagates } from './propagates';
import { safely } from './safely';
import { IGNORED, isTracingSuppressed, isWithinIgnored } from './suppression';
import { TracerSource } from './tracerSource';

/**
 * Decides whether a call is traced, and starts its span. One for each instrumentation or explicitly instrumented
 * client; everything that belongs to a call lives in its {@link Call}.
 */
export class Instrumenter {
  readonly tracers = new TracerSource();
  readonly metrics = new MetricsSource();
  /** Off means off: a call of a client that was instrumented before passes through. */
  enabled = true;

  constructor(public options: Options) {}

  /** Whether anybody takes what it tells; without, a call passes as if there were no instrumentation. */
  listens(): boolean {
    return this.tracers.get() !== undefined || (this.options.metrics && this.metrics.get() !== undefined);
  }

  /** Starts a call; undefined if it is none of ours, and then it must go out exactly as it came. */
  start(operation: Operation): Call | MeasuredCall | typeof IGNORED | undefined {
    const { options } = this;
    const tracer = this.tracers.get();
    const metrics = options.metrics ? this.metrics.get() : undefined;
    if (tracer === undefined && metrics === undefined) return undefined;
    const parent = operation.context;
    if (isTracingSuppressed(parent) || isWithinIgnored(parent)) return undefined;
    if (ignores(operation, options)) return IGNORED;
    const orphan = options.requireParentSpan && trace.getSpan(parent) === undefined;

    const attributes = startAttributes(operation, options);
    const measurement = metrics && new Measurement(metrics, operation, attributes);
    if (tracer === undefined || orphan) return measurement && new MeasuredCall(measurement);
    const { kind } = operation;
    const links = (kind.definition.settles && safely('linking', settleLinks, operation)) ?? [];
    const additions = additionsOf(parent);
    if (additions !== undefined) {
      Object.assign(attributes, additions.attributes);
      links.push(...additions.links);
    }
    const spanOptions = { kind: kindOfSpan(operation, options), attributes, links };
    const name = spanName(kind, attributes, options);
    const late = kind.definition.receives !== undefined && options.emptyReceives === 'drop';
    if (!late) return new Call(this, operation, tracer.startSpan(name, spanOptions, parent), measurement);
    const startLate = (startTime: number): Span => tracer.startSpan(name, { ...spanOptions, startTime }, parent);
    return new Call(this, operation, new DeferredSpan(), measurement, startLate);
  }
}

function ignores({ kind, input }: Operation, { ignore }: Options): boolean {
  return ignore !== undefined && safely('ignore', ignore, kind.service.id, kind.name, input) === true;
}

/** A batch send is the producer of its messages unless each has a create span of its own. */
function kindOfSpan(operation: Operation, options: Options): SpanKind {
  const { kind = SpanKind.CLIENT, batch } = operation.kind.definition;
  const creates = batch !== undefined && options.batchCreateSpans && propagates(operation, operation.input, options);
  return creates ? SpanKind.CLIENT : kind;
}
