import { type Attributes, type Context, type Link, type SpanKind, isSpanContextValid, trace } from '@opentelemetry/api';
import { isUndecided } from '../propagation/undecided';
import { isObject } from '../values';

/** What a sampler of the OpenTelemetry SDK decides: 0 not at all, 1 recorded, 2 recorded and sampled. */
export interface SamplingDecisionLike {
  readonly decision: number;
}

/** A sampler of the OpenTelemetry SDK, of any generation, by its shape. */
export interface SamplerLike<Result extends SamplingDecisionLike> {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): Result;
  toString(): string;
}

/** Options of {@link linkedSampler}. */
export interface LinkedSamplerOptions {
  /**
   * Whether links to spans of other processes count. `false` for queues that strangers write to: whoever sends a message
   * could have it sampled. Every message that was sent is then remote, also one that this very process has sent.
   * Default `true`.
   */
  readonly trustRemote?: boolean | undefined;
}

const NOT_RECORD = 0;
const RECORD_AND_SAMPLED = 2;

/**
 * A sampler that keeps or drops producer and consumer together, although they are two traces: the process span of a
 * message has no parent, and a link to the span that created the message.
 *
 * A span without a parent that links to a sampled span is sampled. One whose links are all unsampled is not. Any other is
 * asked of `root`. Only the links with which a span starts count. Links that come from an `AWSTraceHeader` without
 * `Sampled=1` do not, nor do those to a span that was active and has ended.
 * @param root who decides about everything else, most of all where traces begin. The spans below a process span need one
 *   that follows the parent
 * @throws TypeError if `root` is no sampler
 * @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampler
 * @example
 * new NodeSDK({ sampler: linkedSampler(new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) })) });
 */
export function linkedSampler<Result extends SamplingDecisionLike>(
  root: SamplerLike<Result>,
  { trustRemote = true }: LinkedSamplerOptions = {},
): SamplerLike<Result> {
  if (!isObject(root) || typeof root.shouldSample !== 'function') {
    throw new TypeError(`Expected \`root\` to be a sampler, got ${root === null ? 'null' : typeof root}`);
  }
  return {
    shouldSample(context, traceId, spanName, spanKind, attributes, links) {
      const decision = hasParent(context) ? undefined : decisionOfLinks(links, trustRemote);
      // The samplers of every generation of the SDK have these numbers.
      if (decision !== undefined) return { decision } as Result;
      return root.shouldSample(context, traceId, spanName, spanKind, attributes, links);
    },
    toString: () => `LinkedSampler{root=${String(root)}, trustRemote=${trustRemote}}`,
  };
}

/** A span that cannot tell is a parent: whoever follows parents is asked. */
function hasParent(context: Context): boolean {
  try {
    const parent = trace.getSpanContext(context);
    return parent !== undefined && isSpanContextValid(parent);
  } catch {
    return true;
  }
}

function decisionOfLinks(links: unknown, trustRemote: boolean): number | undefined {
  if (!Array.isArray(links)) return undefined;
  let decision: number | undefined;
  for (const link of links as unknown[]) {
    const sampled = isSampled(link, trustRemote);
    if (sampled === true) return RECORD_AND_SAMPLED;
    if (sampled === false) decision = NOT_RECORD;
  }
  return decision;
}

/** Whether what a link leads to is sampled; undefined if it decides nothing. */
function isSampled(link: unknown, trustRemote: boolean): boolean | undefined {
  try {
    const { context: linked } = link as Link;
    if (!isSpanContextValid(linked) || isUndecided(linked) || (linked.isRemote === true && !trustRemote))
      return undefined;
    return (linked.traceFlags & SAMPLED) === SAMPLED;
  } catch {
    // A link that is none. The application's span goes on, as its other links and its own sampler want.
    return undefined;
  }
}

/** `TraceFlags.SAMPLED`; other bits are somebody else's. */
const SAMPLED = 1;
