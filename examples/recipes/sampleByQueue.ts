import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace-node';

// #region sampler
/** Keeps every trace that begins with a message of these queues. Another sampler decides about the rest. */
export class SampleByQueue implements Sampler {
  constructor(
    private readonly queues: readonly string[],
    private readonly others: Sampler,
  ) {}

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const queue = attributes['messaging.destination.name'];
    if (typeof queue === 'string' && this.queues.includes(queue)) {
      return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    }
    return this.others.shouldSample(context, traceId, name, kind, attributes, links);
  }
}
// #endregion
