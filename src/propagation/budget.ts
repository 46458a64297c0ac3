import type { MessageShape } from './messageShapes';
import { type Members, isObject } from '../values';

/**
 * The number of bytes that may still be added to a request. All entries of a batch share one, because their sum is
 * limited.
 */
export interface Budget {
  bytes: number;
  /** The limit of the request, if its messages are so small that they were not counted. */
  readonly uncounted?: number;
}

/**
 * The limit of SQS and of EventBridge until 2025 and 2026. It still applies to queues that are older, to new ones whose
 * template sets it, and to other services with the same API.
 * @see https://aws.amazon.com/about-aws/whats-new/2025/08/amazon-sqs-max-payload-size-1mib/
 * @see https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb
 */
const FORMER_MAX_SIZE = 262_144;

/** One UTF-16 unit becomes at most this many bytes of UTF-8. */
const MAX_BYTES_OF_UNIT = 3;

/** The size that something may grow to: what fits the former limit still does so afterwards, for it may hold there. */
export function allowedSize(size: number, maxSize: number): number {
  return size <= FORMER_MAX_SIZE ? Math.min(maxSize, FORMER_MAX_SIZE) : maxSize;
}

/**
 * The bytes that messages leave free. Their bodies, the subjects of SNS and the names, types and values of their attributes count. An upper
 * limit of their size is known without counting. If half of the bytes are free even then, nothing is counted.
 * @param body the name of the member that contains a message's body
 */
export function budgetFor(maxBytes: number, messages: readonly Members[], body: string): Budget {
  const atMost = messageBytes(messages, body, atMostBytes);
  const least = Math.min(maxBytes, FORMER_MAX_SIZE);
  if (atMost < least / 2) return { bytes: least - atMost, uncounted: least };
  const size = sizeOf(messages, body);
  return { bytes: allowedSize(size, maxBytes) - size };
}

/** What one message may take of the budget of its request. */
export function budgetOf(message: object, ofRequest: Budget, { maxMessageSize, body }: MessageShape): Budget {
  if (maxMessageSize === undefined) return ofRequest;
  const { uncounted } = ofRequest;
  // What all messages together may take, one may take alone.
  if (uncounted !== undefined && Math.min(maxMessageSize, FORMER_MAX_SIZE) >= uncounted) return ofRequest;
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
    const { MessageAttributes, Subject } = message;
    const text = message[body];
    if (typeof text === 'string') bytes += count(text);
    if (typeof Subject === 'string') bytes += count(Subject);
    if (!isObject(MessageAttributes)) continue;
    for (const name in MessageAttributes) {
      const attribute = MessageAttributes[name];
      if (!isObject(attribute)) continue;
      const { DataType, StringValue, BinaryValue } = attribute;
      bytes += count(name);
      if (typeof DataType === 'string') bytes += count(DataType);
      if (typeof StringValue === 'string') bytes += count(StringValue);
      // Any view of a buffer, of any realm: releases of the SDK differ in what they take.
      if (ArrayBuffer.isView(BinaryValue)) bytes += BinaryValue.byteLength;
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
