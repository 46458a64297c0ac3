import { isUtf8 } from 'node:buffer';
import { type Members, isBytes, isObject } from '../../../values';
import { asBuffer } from '../forwardedParts';
import { asError } from './asError';
import type { OutgoingRecord } from './outgoing';
import { placed } from './placed';
import { atOnce, fitting, otherBytes } from './serializers';

type Method = (...args: unknown[]) => unknown;

/**
 * Its plain producer tells of a record's fate in an event, to whoever has asked for those; its other one in a callback,
 * which is not called for a key that is undefined.
 * @see https://github.com/Blizzard/node-rdkafka#producing-messages
 */
export function produceTo(producer: object, produce: Method, record: OutgoingRecord): Promise<unknown> {
  const { topic } = record;
  return new Promise((resolve, reject) => {
    const headers = headersFor(producer, record);
    // Text would end at its first NUL.
    const [value, key] = [bytesOf(record.value), bytesOf(record.key)];
    if ('setKeySerializer' in producer) {
      const told = (error: unknown, offset: unknown): void =>
        error == null ? resolve(offset) : reject(asError(error));
      const forms = [
        formFor(producer, 'valueSerializer', topic, value),
        formFor(producer, 'keySerializer', topic, key),
      ];
      produce.call(producer, topic, null, ...forms, Date.now(), headers, told);
    } else {
      resolve(produce.call(producer, topic, null, value, key, Date.now(), undefined, headers));
    }
  });
}

function bytesOf(part: unknown): Buffer | null {
  if (part == null) return null;
  return placed(isBytes(part) ? asBuffer(part) : Buffer.from(`${part as string | number}`));
}

/** @throws TypeError if a serializer of the application makes something else of it, or takes its time for that */
function formFor(producer: object, member: string, topic: string, bytes: Buffer | null): unknown {
  const serializer: unknown = (producer as Members)[member];
  if (!isObject(serializer) || typeof serializer['apply'] !== 'function') return bytes;
  const { apply, async, needsTopic } = serializer as { apply: Method; async?: unknown; needsTopic?: unknown };
  if (async === true) throw otherBytes();
  const serialize = (form: unknown): unknown => (needsTopic === true ? apply(topic, form) : apply(form));
  if (bytes !== null) return fitting(bytes, serialize);
  if (atOnce(serialize(null)) !== null) throw otherBytes();
  return null;
}

/**
 * A list of objects with one header each. Only Confluent's client writes bytes; the other one makes text of them, up to
 * the first NUL.
 */
function headersFor(producer: object, { headers, lossy }: OutgoingRecord): object[] {
  const writesBytes = CONFLUENT.some((name) => name in producer);
  return Object.entries(headers).flatMap(([name, header]) =>
    (Array.isArray(header) ? header : [header]).flatMap((one: unknown) => {
      const bytes = bytesOf(one);
      if (bytes !== null && !name.includes('\0') && (writesBytes || (isUtf8(bytes) && !bytes.includes(0))))
        return [{ [name]: bytes }];
      if (lossy) return [];
      throw new TypeError(`forwardMessage: this producer's client cannot write the header ${JSON.stringify(name)}`);
    }),
  );
}

/** What its producers have that those of node-rdkafka have not. */
const CONFLUENT = ['setSaslCredentials', 'setPollInBackground'] as const;
