import assert from 'node:assert/strict';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { randomOf } from './faults';

type Attributes = Record<string, MessageAttributeValue>;

export interface Payload {
  readonly MessageBody: string;
  readonly MessageAttributes: Attributes;
}

/** What a consumer does with a message: it is done with it, sends it on, or fails until its retries are used up. */
type Role = 'done' | 'relay' | 'retry';

/** The queue that a message is received from. */
export type Place = 'main' | 'relayed' | 'dead';

/** As `forwardMessage` writes it: how often a message was forwarded. */
export const RETRY_COUNT = 'x-retry-count';
/** More retries than these lead to the dead-letter queue. */
export const MAX_RETRIES = 3;
/**
 * The limit of queues from before August 2025.
 * @see https://aws.amazon.com/about-aws/whats-new/2025/08/amazon-sqs-max-payload-size-1mib/
 */
export const FORMER_MAX_SIZE = 262_144;
/** What a relay adds. It is longer than a trace context: a message that leaves room for it leaves room for both, once. */
export const HOP: Attributes = { hop: { DataType: 'String', StringValue: 'h'.repeat(91) } };

const MAX_LEFT = 200;
const MAX_OWN = 10;
const CONTEXT = /^(?:traceparent|tracestate|baggage)$/;
/** Beside the count: only as far as there is room. */
const STORY = /^x-(?:original-trace-id|forward-reason|error)$/;

export function keyOf(lane: number, index: number): string {
  return `${lane}-${index}`;
}

export function keyIn({ Body = '' }: Message): string {
  return Body.slice(0, Body.indexOf('|'));
}

/** Four of a thousand messages are nearly full, because they take a quarter of a megabyte: one alone, one in a batch. */
export function isFull(index: number): boolean {
  return index % 500 === 8 || index % 500 === 17;
}

/** Every full message is sent once more at least, for that is where it can get too large. */
export function roleOf(key: string): Role {
  const [lane = 0, index = 0] = key.split('-').map(Number);
  if (isFull(index)) return (lane + index) % 2 === 0 ? 'relay' : 'retry';
  const choice = (lane * 7 + index) % 10;
  return choice === 0 ? 'relay' : choice === 1 ? 'retry' : 'done';
}

export function retryCountOf({ MessageAttributes }: Message): number | undefined {
  const count = MessageAttributes?.[RETRY_COUNT]?.StringValue;
  return count === undefined ? undefined : Number(count);
}

/**
 * Bodies of many lengths and alphabets, and none to ten attributes: with ten there is no room for a trace context. A
 * message that is sent on has nine at most, because one more is added to it.
 */
export function payloadOf(lane: number, index: number): Payload {
  const random = randomOf(lane * 1_000_003 + index);
  const key = keyOf(lane, index);
  const role = roleOf(key);
  const alphabet = ['x', 'é', '😀', '"\\\n<&>'][Math.floor(random() * 4)] ?? 'x';
  const MessageAttributes: Attributes = {};
  const count = Math.min(Math.floor(random() * (MAX_OWN + 1)), role === 'done' ? MAX_OWN : MAX_OWN - 1);
  for (let each = count - 1; each >= 0; each--) {
    MessageAttributes[`a${each}`] = { DataType: 'String', StringValue: `${index}-${alphabet}` };
  }
  const body = `${key}|${alphabet.repeat(random() * 100)}`;
  if (!isFull(index)) return { MessageBody: body, MessageAttributes };
  const left = Math.floor(random() * (MAX_LEFT + 1)) + (role === 'relay' ? bytesOf(HOP) : 0);
  const rest = FORMER_MAX_SIZE - left - Buffer.byteLength(body) - bytesOf(MessageAttributes);
  return { MessageBody: body + 'x'.repeat(rest), MessageAttributes };
}

/** That a message is what its producer sent, with what its way has added and nothing else. */
export function assertUnaltered(message: Message, place: Place): void {
  const { Body, MessageAttributes = {} } = message;
  const [lane = 0, index = 0] = keyIn(message).split('-').map(Number);
  const sent = payloadOf(lane, index);
  // Not `equal`, which takes minutes to compare two long texts that differ.
  assert.ok(Body === sent.MessageBody, `The body of message ${keyIn(message)} was altered`);
  const expected = { ...sent.MessageAttributes, ...(place === 'relayed' && HOP) };
  const count = retryCountOf(message);
  const names = Object.keys(MessageAttributes).filter(
    (name) => !CONTEXT.test(name) && !(count !== undefined && (name === RETRY_COUNT || STORY.test(name))),
  );
  assert.deepEqual(names.toSorted(), Object.keys(expected).toSorted());
  for (const name of names) assert.deepEqual(MessageAttributes[name]?.StringValue, expected[name]?.StringValue);
  assertBounded(place, count, Body, expected);
}

/** Only a message that has no room for its count comes to the dead-letter queue without one. */
function assertBounded(place: Place, count: number | undefined, body: string, own: Attributes): void {
  if (place === 'relayed') assert.equal(count, undefined);
  else if (place === 'main') assert.ok((count ?? 0) <= MAX_RETRIES, `The retry count is ${count}`);
  else if (count !== undefined) assert.equal(count, MAX_RETRIES + 1);
  else {
    const counted = bytesOf({ ...own, [RETRY_COUNT]: { DataType: 'String', StringValue: '1' } });
    assert.ok(Buffer.byteLength(body) + counted > FORMER_MAX_SIZE, 'There is room for a retry count');
  }
}

/** Names, types and values, as the service counts them. */
function bytesOf(attributes: Attributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '' }]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue),
    0,
  );
}
