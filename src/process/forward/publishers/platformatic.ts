import { type Members, isObject, membersOf } from '../../../values';
import { asBuffer } from '../forwardedParts';
import type { OutgoingRecord } from './outgoing';
import { fitting } from './serializers';

/** Under which a client keeps its options: the serializers are there, if it has any. */
const OPTIONS = 'plt.kafka.base.options';

/**
 * A record as a producer of `@platformatic/kafka` takes it. Its serializers make bytes of each part, and some make nothing
 * of what they do not expect: each part goes in that form of which they make the right bytes.
 * @throws TypeError if there is none
 * @see https://github.com/platformatic/kafka/blob/main/docs/producer.md
 */
export function recordFor(producer: object, { topic, key, value, headers }: OutgoingRecord): Members {
  const serializers = serializersOf(producer);
  const entries = Object.entries(headers).flatMap(([name, header]) =>
    (Array.isArray(header) ? header : [header]).map(
      (one: unknown) => [formFor(name, serializers['headerKey']), formFor(one, serializers['headerValue'])] as const,
    ),
  );
  // Names are objects where they are bytes, so that several headers have one name.
  const map = new Map(entries);
  if (map.size !== entries.length)
    throw new TypeError('forwardMessage: the serializers of the producer take no two headers of one name');
  return {
    topic,
    key: formFor(key, serializers['key']),
    value: formFor(value, serializers['value']),
    headers: map,
  };
}

type Serializer = (part: Buffer | string) => unknown;

function serializersOf(producer: object): Members {
  const symbol = Object.getOwnPropertySymbols(producer).find(({ description }) => description === OPTIONS);
  const options = symbol === undefined ? undefined : (producer as Record<symbol, unknown>)[symbol];
  return membersOf(membersOf(options)['serializers']);
}

function formFor(part: unknown, serializer: unknown): unknown {
  if (part == null) return undefined;
  const bytes = typeof part === 'string' ? Buffer.from(part) : isObject(part) ? asBuffer(part as never) : part;
  if (typeof serializer !== 'function' || !Buffer.isBuffer(bytes)) return bytes;
  return fitting(bytes, serializer as Serializer);
}
