import { type SamplerLike, type SamplingDecisionLike, linkedSampler } from '../sampling/linkedSampler';
import { loadPeer } from './peers';

/** The value of OTEL_TRACES_SAMPLER that no SDK knows. */
export const LINKED = 'linked_traceidratio';
/** What it is where there are no links. */
export const LINKED_ROOT = 'parentbased_traceidratio';

type Sampler = SamplerLike<SamplingDecisionLike>;

/** The part of the SDK that makes samplers. */
interface Samplers {
  readonly ParentBasedSampler: new (options: { root: Sampler }) => Sampler;
  readonly TraceIdRatioBasedSampler: new (ratio: number) => Sampler;
}

/** The sampler for `linked_traceidratio`. @throws whatever loading the SDK throws */
export function makeLinkedSampler(ratio: number): Sampler {
  const { tracing } = loadPeer('@opentelemetry/sdk-node', `OTEL_TRACES_SAMPLER=${LINKED}`) as { tracing: Samplers };
  const { ParentBasedSampler, TraceIdRatioBasedSampler } = tracing;
  return linkedSampler(new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }));
}
