import { type SamplerLike, type SamplingDecisionLike, linkedSampler } from '../sampling/linkedSampler';
import { loadPeer, sdkDependsOn } from './peers';
import type { Sampler as GivenSampler, SamplerChoice } from './sdk';

/** The value of OTEL_TRACES_SAMPLER that no SDK knows. */
export const LINKED = 'linked_traceidratio';
/** What it is where there are no links. */
export const LINKED_ROOT = 'parentbased_traceidratio';

type Sampler = SamplerLike<SamplingDecisionLike>;

/** The part of the SDK that makes samplers. */
interface Samplers {
  readonly AlwaysOnSampler: new () => Sampler;
  readonly AlwaysOffSampler: new () => Sampler;
  readonly ParentBasedSampler: new (options: { root: Sampler }) => Sampler;
  readonly TraceIdRatioBasedSampler: new (ratio: number) => Sampler;
}

const PARENT_BASED = 'parentbased_';

/** The sampler that the application brings, or the one that is chosen. @throws whatever loading the SDK throws */
export function makeSampler(sampler: SamplerChoice | GivenSampler): object {
  if (isGiven(sampler)) return sampler;
  const { name, ratio } = sampler;
  const packageName = sdkDependsOn('@opentelemetry/sdk-trace')
    ? '@opentelemetry/sdk-trace'
    : '@opentelemetry/sdk-trace-base';
  const samplers = loadPeer(packageName, `OTEL_TRACES_SAMPLER=${name}`) as unknown as Samplers;
  if (name === LINKED) return linkedSampler(make(LINKED_ROOT, ratio, samplers));
  return make(name, ratio, samplers);
}

export function isGiven(sampler: SamplerChoice | GivenSampler): sampler is GivenSampler {
  return 'shouldSample' in sampler;
}

function make(name: string, ratio = 1, samplers: Samplers): Sampler {
  if (name.startsWith(PARENT_BASED)) {
    return new samplers.ParentBasedSampler({ root: make(name.slice(PARENT_BASED.length), ratio, samplers) });
  }
  if (name === 'always_on') return new samplers.AlwaysOnSampler();
  return name === 'always_off' ? new samplers.AlwaysOffSampler() : new samplers.TraceIdRatioBasedSampler(ratio);
}
