import assert from 'node:assert/strict';
import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SendMessageCommandOutput,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { forwardMessage } from '../../src';
import type { Around, Lane } from './lane';
import { type LaneLog, call, countUp, isNoRoom } from './laneLog';
import {
  HOP,
  MAX_RETRIES,
  type Place,
  RETRY_COUNT,
  assertUnaltered,
  isFull,
  keyIn,
  retryCountOf,
  roleOf,
} from './payload';

/** Far more often than faults make a message come again: it would come for ever. */
const ENDLESS = 50;
const NAMES = [...Array.from({ length: 10 }, (_, each) => `a${each}`), ...Object.keys(HOP), RETRY_COUNT];

/** Receives from a queue until nothing comes any more. */
export async function consume(lane: Lane, place: Place, around: Around, log: LaneLog): Promise<void> {
  const { client, queues, number } = lane;
  const handled: Record<string, number> = {};
  // Whose answer is lost is handed out again at once: there is no clock in what happens.
  const command = (): ReceiveMessageCommand =>
    new ReceiveMessageCommand({
      QueueUrl: queues[place],
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageAttributeNames: number % 2 === 0 ? NAMES : ['All'],
    });
  for (let empty = 0, turn = 0; empty < 2; turn++) {
    const received = await call(log, 'ReceiveMessage', [], () => client.send(command()));
    if (received === undefined) continue;
    const messages = received.Messages ?? [];
    empty = messages.length === 0 ? empty + 1 : 0;
    log.lines.push(`received ${messages.map(keyIn).join(' ')}`);
    const done: Message[] = [];
    for (const message of messages) {
      const key = keyIn(message);
      countUp(handled, key);
      assert.ok(Number(handled[key]) < ENDLESS, `Message ${key} comes again and again`);
      assertUnaltered(message, place);
      await around.process(message, originOf(message, place), async () => {
        if (!(await handle(lane, place, around, log, message))) return;
        if (turn % 2 === 0) await remove(lane, place, log, message);
        else done.push(message);
      });
    }
    if (done.length > 0) await removeAll(lane, place, log, done);
  }
}

/** A forwarded message has the origin that it had. */
function originOf(message: Message, place: Place): string {
  const key = keyIn(message);
  return place === 'main' || retryCountOf(message) !== undefined ? key : relayedTo(place, key);
}

function relayedTo(place: Place, key: string): string {
  return `${place}/${key}`;
}

/** Whether a message can be deleted: one that could not be sent on comes again. */
async function handle(lane: Lane, place: Place, around: Around, log: LaneLog, message: Message): Promise<boolean> {
  const key = keyIn(message);
  const role = place === 'main' ? roleOf(key) : 'done';
  if (isFull(Number(key.split('-')[1]))) countUp(log.counts, 'nearly full');
  if (role === 'relay') return relay(lane, 'relayed', around, log, { ...message.MessageAttributes, ...HOP }, message);
  if (role === 'retry') return retry(lane, around, log, message);
  log.processed.add(key);
  return true;
}

/** Sends a message with its attributes copied, the trace context among them. */
async function relay(
  { client, queues }: Lane,
  place: Place,
  around: Around,
  log: LaneLog,
  MessageAttributes: Message['MessageAttributes'],
  message: Message,
): Promise<boolean> {
  const key = keyIn(message);
  const command = new SendMessageCommand({ QueueUrl: queues[place], MessageBody: message.Body, MessageAttributes });
  const send = (): Promise<SendMessageCommandOutput> => client.send(command);
  const sent = await call(log, 'SendMessage', [key], () => around.relay(relayedTo(place, key), send));
  if (sent !== undefined) countUp(log.counts, 'relayed');
  return sent !== undefined;
}

/** As the documentation has it: the count bounds the loop, and what cannot be counted is given up at once. */
async function retry(lane: Lane, around: Around, log: LaneLog, message: Message): Promise<boolean> {
  const { client, queues } = lane;
  const key = keyIn(message);
  const again = (retryCountOf(message) ?? 0) < MAX_RETRIES;
  const queueUrl = again ? queues.main : queues.dead;
  const options = { queueUrl, reason: again ? 'retry' : 'exhausted', error: new Error('busy') };
  try {
    const sent = await call(log, 'SendMessage', [key], () => forwardMessage(client, message, options));
    if (sent !== undefined) countUp(log.counts, again ? 'retried' : 'given up');
    return sent !== undefined;
  } catch (error) {
    if (!isNoRoom(error)) throw error;
    log.lines.push(`no room for the count of ${key}`);
    countUp(log.counts, 'without room for a count');
    return relay(lane, 'dead', around, log, message.MessageAttributes, message);
  }
}

async function remove({ client, queues }: Lane, place: Place, log: LaneLog, message: Message): Promise<void> {
  const { ReceiptHandle } = message;
  const command = new DeleteMessageCommand({ QueueUrl: queues[place], ReceiptHandle });
  await call(log, 'DeleteMessage', [keyIn(message)], () => client.send(command));
}

async function removeAll({ client, queues }: Lane, place: Place, log: LaneLog, messages: Message[]): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const command = new DeleteMessageBatchCommand({ QueueUrl: queues[place], Entries });
  await call(log, 'DeleteMessageBatch', messages.map(keyIn), () => client.send(command));
}
