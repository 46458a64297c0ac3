import type { MessageShape } from './messageShapes';
import { type Members, isObject } from '../values';

/** How many bytes a request may still grow by; one object for all entries of a batch, whose sum is limited too. */
export interface Budget {
  bytes: number;
}

/**
 * The limit of SQS and of EventBridge until 2025 and 2026. Queues from before still have it, new ones whose template says
 * so do, and so do services that only speak their language.
 * @see https://aws.amazon.com/about-aws/whats-new/2025/08/amazon-sqs-max-payload-size-1mib/
 * @see https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb
 */
const FORMER_MAX_SIZE = 262_144;

/** At most so many bytes of UTF-8 come of a UTF-16 unit. */
const MAX_BYTES_OF_UNIT = 3;

/** The size that something may grow to: what fits the former limit still does so afterwards, for it may hold there. */
export function allowedSize(size: number, maxSize: number): number {
  return size <= FORMER_MAX_SIZE ? Math.min(maxSize, FORMER_MAX_SIZE) : maxSize;
}

/**
 * The budget that messages leave: their bodies and their attributes' names, types and values count. As long as the most
 * that they can be leaves half of the budget, nothing needs to be counted.
 * @param body the member that holds a message's body
 */
export function budgetFor(maxBytes: number, messages: readonly Members[], body: string): Budget {
  const atMost = messageBytes(messages, body, atMostBytes);
  const least = Math.min(maxBytes, FORMER_MAX_SIZE);
  if (atMost < least / 2) return { bytes: least - atMost };
  const size = sizeOf(messages, body);
  return { bytes: allowedSize(size, maxBytes) - size };
}

/** What one message may take of the budget of its request. */
export function budgetOf(message: object, ofRequest: Budget, { maxMessageSize, body }: MessageShape): Budget {
  if (maxMessageSize === undefined) return ofRequest;
  const { bytes } = budgetFor(maxMessageSize, [message as Members], body);
  return { bytes: Math.min(bytes, ofRequest.bytes) };
}

/** The bytes of messages, as the service counts them. */
export function sizeOf(messages: readonly Members[], body: string): number {
  return messageBytes(messages, body, exactly);
}

function messageBytes(messages: readonly Members[], body: string, count: (text: string) => number): number {
  let bytes = 0;
  for (const message of messages) {
    const { MessageAttributes } = message;
    const text = message[body];
    if (typeof text === 'string') bytes += count(text);
    if (!isObject(MessageAttributes)) continue;
    for (const name in MessageAttributes) {
      const attribute = MessageAttributes[name];
      if (!isObject(attribute)) continue;
      const { DataType, StringValue, BinaryValue } = attribute;
      bytes += count(name);
      if (typeof DataType === 'string') bytes += count(DataType);
      if (typeof StringValue === 'string') bytes += count(StringValue);
      if (BinaryValue instanceof Uint8Array) bytes += BinaryValue.byteLength;
      else if (typeof BinaryValue === 'string') bytes += count(BinaryValue);
    }
  }
  return bytes;
}

function exactly(text: string): number {
  return Buffer.byteLength(text);
}

function atMostBytes(text: string): number {
  return text.length * MAX_BYTES_OF_UNIT;
}
