import { nameOf, samplerName, samplerOf, serviceOf } from '../../diagnostics/sdkObjects';
import { type Members, isObject } from '../../values';
import type { ObservedProvider } from './observation';

/** A sampler by ratio compares one end or the other of the trace id with its bound: these are sampled if any are. */
const TRACE_IDS = ['00000000000000000000000000000001', 'ffffffffffffffffffffffffffffffff'];
const INTERNAL = 0;
const NOT_RECORD = 0;

/** A context without a span. */
const ROOT = { getValue: () => undefined, setValue: () => ROOT, deleteValue: () => ROOT };

/** What a provider is: its service and its sampler. Nothing of it is changed, and no span is made. */
export function describeProvider(provider: object): ObservedProvider {
  const sampler = samplerOf(provider);
  return {
    name: nameOf(provider),
    service: serviceOf(provider),
    sampler: sampler && samplerName(sampler),
    samples: sampler && mayRecord(sampler),
  };
}

function mayRecord(sampler: Members): boolean | undefined {
  try {
    const ask = sampler['shouldSample'] as (...args: unknown[]) => unknown;
    const answers = TRACE_IDS.map((id) => Reflect.apply(ask, sampler, [ROOT, id, 'doctor', INTERNAL, {}, []]));
    return answers.some((answer) => isObject(answer) && answer['decision'] !== NOT_RECORD);
  } catch {
    return undefined;
  }
}
