import { ATTR_SERVICE_NAME } from '../semconv/resource';
import { withoutCredentials } from '../semconv/urls';
import { type Members, isObject, membersOf, text } from '../values';

/** An SDK has its exporter some four objects below its provider. The bounds are for objects that lead anywhere. */
const MAX_DEPTH = 7;
const MAX_OBJECTS = 3000;
const ELSEWHERE = /^_*(?:meter|metrics|logger|resource|diag|agent)|Metrics$/i;

/** The name of an object's class. */
export function nameOf(value: object): string {
  const constructor: unknown = Reflect.get(value, 'constructor');
  // Minifiers leave classes without a name.
  return (typeof constructor === 'function' && constructor.name) || 'unknown';
}

/** Objects below another one, by the own properties that have values; not below one that is wanted. */
export function objectsBelow(root: object, isWanted: (value: Members) => boolean, maxDepth = MAX_DEPTH): Members[] {
  const seen = new Set<object>([root]);
  const found: Members[] = [];
  let level: object[] = [root];
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    const next: object[] = [];
    for (const value of level) {
      if (isObject(value) && isWanted(value)) {
        found.push(value);
        continue;
      }
      for (const member of membersBelow(value)) {
        if (seen.has(member) || seen.size > MAX_OBJECTS) continue;
        seen.add(member);
        next.push(member);
      }
    }
    level = next;
  }
  return found;
}

/** Whether it exports spans. */
export function isExporter(value: Members): boolean {
  return (
    typeof value['export'] === 'function' &&
    typeof value['shutdown'] === 'function' &&
    typeof value['selectAggregationTemporality'] !== 'function'
  );
}

/** An OTLP exporter has the address in the parameters of its transport, others have it themselves. */
export function destinationOf(exporter: Members): string | undefined {
  const [holder] = objectsBelow(exporter, (value) => addressIn(value) !== undefined);
  const address = holder && addressIn(holder);
  return address && withoutCredentials(address);
}

/** What a sampler says of itself. */
export function samplerName(sampler: Members): string {
  try {
    const describe: unknown = Reflect.get(sampler, 'toString');
    const name = typeof describe === 'function' ? text(Reflect.apply(describe, sampler, [])) : undefined;
    return name ?? nameOf(sampler);
  } catch {
    return nameOf(sampler);
  }
}

/** The sampler of a provider. */
export function samplerOf(provider: object): Members | undefined {
  return objectsBelow(provider, (value) => typeof value['shouldSample'] === 'function')[0];
}

/** The name of the service that a provider's spans are of. */
export function serviceOf(provider: object): string | undefined {
  const resource = membersOf(membersOf(provider)['_resource'] ?? membersOf(provider)['resource']);
  return text(membersOf(resource['attributes'])[ATTR_SERVICE_NAME]);
}

function membersBelow(value: object): object[] {
  if (ArrayBuffer.isView(value)) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(([key]) => !ELSEWHERE.test(key));
  // Getters are code of somebody else.
  return own.map(([, descriptor]) => descriptor.value as unknown).filter(isObject);
}

function addressIn(value: Members): string | undefined {
  for (const key of ['url', '_urlStr', 'address', 'destination']) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (typeof descriptor?.value === 'string') return descriptor.value;
  }
  return undefined;
}
