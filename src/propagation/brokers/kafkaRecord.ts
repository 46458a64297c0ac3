import { type Members, isObject, isBytes } from '../../values';
import { bytesOf, decodedPart } from '../bytes';
import { asSent } from './asSent';
import { bodySize, encodedBytes } from './bodySize';
import type { KafkaRecord } from './brokerMessage';
import { headersByName } from './headers';
import { hasParts, isCount, spelled, timeOf } from './kafkajs';

/**
 * A record that tells its own place: of node-rdkafka, of Confluent's client in its manner, of `@platformatic/kafka`, of
 * kafka-node, or of Amazon MSK and other clusters in an event of Lambda or Pipes.
 * @see https://github.com/Blizzard/node-rdkafka#standard-api-1
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export function kafkaRecord(message: Members): KafkaRecord | undefined {
  const { topic, value, headers } = message;
  if (typeof topic !== 'string' || !('value' in message)) return undefined;
  const offset = spelled(message['offset']);
  const partition = message['partition'];
  // Something that is about to be sent may tell its topic, too.
  if (!isCount(offset) && typeof partition !== 'number' && !hasParts(message)) return undefined;
  const encoded = isEncoded(message);
  const given = encoded ? decodedPart : (part: unknown): unknown => part;
  return {
    system: 'kafka',
    message,
    headers: headersByName(headers),
    // `@platformatic/kafka` has undefined in the place of no value.
    body: (lossy) => asSent(given(value) ?? null, lossy),
    bodySize: encoded ? encodedBytes(value) : bodySize(value),
    key: (lossy) => asSent(given(message['key']), lossy),
    topic,
    partition: typeof partition === 'number' ? partition : undefined,
    offset,
    sent: timeOf(message['timestamp']),
  };
}

/** Whether key and value are text in base64: in an event of AWS, each header is a list of bytes. */
function isEncoded({ value, headers, timestampType, size }: Members): boolean {
  if (typeof timestampType === 'string') return true;
  if (!Array.isArray(headers) || isBytes(value) || typeof size === 'number') return false;
  const first: unknown = headers[0];
  return isObject(first) && Object.values(first).every((bytes) => bytesOf(bytes) !== undefined);
}
