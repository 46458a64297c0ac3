import { type Context, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import type { Operation } from '../operation/operation';
import type { Options } from '../options';
import type { OperationDefinition } from '../services/service';
import { additionsOf } from './additions';
import { Call } from './call';
import { DeferredSpan } from './deferredSpan';
import { settleLinks, spanName, startAttributes } from './extractors';
import { safely } from './safely';
import { isTracingSuppressed } from './suppression';
import { TracerSource } from './tracerSource';

/**
 * Decides whether a call is traced, and starts its span. One for each instrumentation or explicitly instrumented
 * client; everything that belongs to a call lives in its {@link Call}.
 */
export class Instrumenter {
  readonly tracers = new TracerSource();
  /** Off means off: a call of a client that was instrumented before passes through. */
  enabled = true;

  constructor(public options: Options) {}

  /** Starts a call; undefined if it is none of ours, and then it must go out exactly as it came. */
  start(operation: Operation): Call | undefined {
    const tracer = this.tracers.get();
    if (tracer === undefined) return undefined;
    const parent = context.active();
    if (!this.#shouldStart(operation, parent)) return undefined;

    const { kind } = operation;
    const { definition } = kind;
    const attributes = startAttributes(operation, this.options);
    const name = spanName(kind, attributes, this.options);
    const spanKind = kindOfSpan(definition, this.options);
    const links = safely('linking', settleLinks, operation) ?? [];
    const additions = additionsOf(parent);
    if (additions !== undefined) {
      Object.assign(attributes, additions.attributes);
      links.push(...additions.links);
    }
    const start = (startTime?: number): Span =>
      tracer.startSpan(name, { kind: spanKind, attributes, links, ...(startTime && { startTime }) }, parent);

    if (definition.receives !== undefined && this.options.emptyReceives === 'drop') {
      return new Call(this, operation, parent, new DeferredSpan(), start);
    }
    return new Call(this, operation, parent, start());
  }

  #shouldStart(operation: Operation, parent: Context): boolean {
    if (isTracingSuppressed(parent)) return false;
    const { ignore, requireParentSpan } = this.options;
    if (requireParentSpan && trace.getSpan(parent) === undefined) return false;
    if (ignore === undefined) return true;
    const { kind, input } = operation;
    return safely('ignore', ignore, kind.service.id, kind.name, input) !== true;
  }
}

/** A batch send is the producer of its messages unless each has a create span of its own. */
function kindOfSpan({ kind = SpanKind.CLIENT, batch }: OperationDefinition, options: Options): SpanKind {
  const creates = batch !== undefined && options.batchCreateSpans && options.propagateMessageContext !== false;
  return creates ? SpanKind.CLIENT : kind;
}
