import assert from 'node:assert/strict';
import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { randomOf } from './faults';

/** A producer and a consumer of one queue, one call after the other: the same seed makes the same calls. */
export interface Lane {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly number: number;
  readonly seed: number;
  readonly messages: number;
}

/** What an application does around its calls: nothing, or tracing. */
export interface Around {
  /** Around the call that sends messages of these keys. */
  produce<T>(keys: readonly string[], send: () => Promise<T>): Promise<T>;
  process<T>(message: Message, key: string, handle: () => Promise<T>): Promise<T>;
}

/** What became of the calls of a lane. */
export interface LaneLog {
  /** A line for each call, in order. */
  readonly lines: string[];
  /** Messages whose sending succeeded, as the client was told. */
  readonly sent: Set<string>;
  readonly processed: Set<string>;
  /** How often `send` was called on the client, by operation. */
  readonly calls: Record<string, number>;
}

const BATCH = 10;
/** Half of the messages go one by one. */
const SINGLES = 10;
const CONTEXT = /^(?:traceparent|tracestate|baggage)$/;

interface Payload {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
}

/** Bodies of many lengths and alphabets, and none to ten attributes: with ten there is no room for a trace context. */
function payloadOf(lane: number, index: number): Payload {
  const random = randomOf(lane * 1_000_003 + index);
  const alphabet = ['x', 'é', '😀', '"\\\n<&>'][Math.floor(random() * 4)] ?? 'x';
  const MessageAttributes: Record<string, MessageAttributeValue> = {};
  for (let each = Math.floor(random() * 11) - 1; each >= 0; each--) {
    MessageAttributes[`a${each}`] = { DataType: 'String', StringValue: `${index}-${alphabet}` };
  }
  return { MessageBody: `${keyOf(lane, index)}|${alphabet.repeat(random() * 100)}`, MessageAttributes };
}

function keyOf(lane: number, index: number): string {
  return `${lane}-${index}`;
}

export async function runLane(lane: Lane, around: Around): Promise<LaneLog> {
  const log: LaneLog = { lines: [], sent: new Set(), processed: new Set(), calls: {} };
  await produce(lane, around, log);
  await consume(lane, around, log);
  return log;
}

async function produce({ client, queueUrl, number, messages }: Lane, around: Around, log: LaneLog): Promise<void> {
  for (let index = 0; index < messages;) {
    const single = index % (SINGLES + BATCH) < SINGLES;
    const count = single ? 1 : Math.min(BATCH, messages - index);
    const indices = Array.from({ length: count }, (_, i) => index + i);
    const keys = indices.map((each) => keyOf(number, each));
    if (single) {
      const command = new SendMessageCommand({ QueueUrl: queueUrl, ...payloadOf(number, index) });
      const sent = await call(log, 'SendMessage', keys, () => around.produce(keys, () => client.send(command)));
      if (sent !== undefined) log.sent.add(keyOf(number, index));
    } else {
      const Entries = indices.map((each) => ({ Id: keyOf(number, each), ...payloadOf(number, each) }));
      const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
      const sent = await call(log, 'SendMessageBatch', keys, () => around.produce(keys, () => client.send(command)));
      for (const { Id = '' } of sent?.Successful ?? []) log.sent.add(Id);
    }
    index += count;
  }
}

async function consume(lane: Lane, around: Around, log: LaneLog): Promise<void> {
  const { client, queueUrl, number } = lane;
  const own = Array.from({ length: 10 }, (_, each) => `a${each}`);
  // Whose answer is lost is handed out again at once: there is no clock in what happens.
  const command = (): ReceiveMessageCommand =>
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageAttributeNames: number % 2 === 0 ? own : ['All'],
    });
  for (let empty = 0, turn = 0; empty < 2; turn++) {
    const received = await call(log, 'ReceiveMessage', [], () => client.send(command()));
    if (received === undefined) continue;
    const messages = received.Messages ?? [];
    empty = messages.length === 0 ? empty + 1 : 0;
    log.lines.push(`received ${messages.map(keyIn).join(' ')}`);
    for (const message of messages) {
      const key = keyIn(message);
      assertUnaltered(number, key, message);
      await around.process(message, key, async () => {
        log.processed.add(key);
        if (turn % 2 === 0) await remove(lane, log, message, key);
      });
    }
    if (turn % 2 === 1 && messages.length > 0) await removeAll(lane, log, messages);
  }
}

async function remove(
  { client, queueUrl }: Lane,
  log: LaneLog,
  { ReceiptHandle }: Message,
  key: string,
): Promise<void> {
  const command = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle });
  await call(log, 'DeleteMessage', [key], () => client.send(command));
}

async function removeAll({ client, queueUrl }: Lane, log: LaneLog, messages: Message[]): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries });
  await call(log, 'DeleteMessageBatch', messages.map(keyIn), () => client.send(command));
}

/** Notes a call and how it ended; one that failed for good gives undefined. */
async function call<T>(
  log: LaneLog,
  operation: string,
  keys: readonly string[],
  run: () => Promise<T>,
): Promise<T | undefined> {
  log.calls[operation] = (log.calls[operation] ?? 0) + 1;
  const line = `${operation} ${keys.join(' ')}`;
  try {
    const result = await run();
    log.lines.push(`${line}: done`);
    return result;
  } catch (error) {
    log.lines.push(`${line}: ${(error as Error).name}`);
    return undefined;
  }
}

function keyIn({ Body = '' }: Message): string {
  return Body.slice(0, Body.indexOf('|'));
}

function assertUnaltered(lane: number, key: string, { Body, MessageAttributes = {} }: Message): void {
  const sent = payloadOf(lane, Number(key.slice(key.indexOf('-') + 1)));
  assert.equal(Body, sent.MessageBody);
  const names = Object.keys(MessageAttributes).filter((name) => !CONTEXT.test(name));
  assert.deepEqual(names.toSorted(), Object.keys(sent.MessageAttributes).toSorted());
  for (const name of names) {
    assert.equal(MessageAttributes[name]?.StringValue, sent.MessageAttributes[name]?.StringValue);
  }
}
