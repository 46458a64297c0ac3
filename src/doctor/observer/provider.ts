import { ATTR_SERVICE_NAME as SERVICE_NAME } from '../../semconv/resource';
import { type Members, isObject, membersOf, text } from '../../values';
import { nameOf, objectsBelow } from './exporters';
import type { ObservedProvider } from './observation';

/** A sampler by ratio compares one end or the other of the trace id with its bound: these are sampled if any are. */
const TRACE_IDS = ['00000000000000000000000000000001', 'ffffffffffffffffffffffffffffffff'];
const INTERNAL = 0;
const NOT_RECORD = 0;

/** A context without a span. */
const ROOT = { getValue: () => undefined, setValue: () => ROOT, deleteValue: () => ROOT };

/** What a provider is: its service and its sampler. Nothing of it is changed, and no span is made. */
export function describeProvider(provider: object): ObservedProvider {
  const [sampler] = objectsBelow(provider, (value) => typeof value['shouldSample'] === 'function');
  return {
    name: nameOf(provider),
    service: serviceOf(provider),
    sampler: sampler && samplerName(sampler),
    samples: sampler && mayRecord(sampler),
  };
}

function serviceOf(provider: object): string | undefined {
  const resource = membersOf(membersOf(provider)['_resource'] ?? membersOf(provider)['resource']);
  return text(membersOf(resource['attributes'])[SERVICE_NAME]);
}

function samplerName(sampler: Members): string {
  try {
    const describe: unknown = Reflect.get(sampler, 'toString');
    const name = typeof describe === 'function' ? text(Reflect.apply(describe, sampler, [])) : undefined;
    return name ?? nameOf(sampler);
  } catch {
    return nameOf(sampler);
  }
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
