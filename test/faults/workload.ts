import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { consume } from './consume';
import type { Around, Lane } from './lane';
import { type LaneLog, call, emptyLog } from './laneLog';
import { keyOf, payloadOf } from './payload';

const BATCH = 10;
/** Half of the messages go one by one. */
const SINGLES = 10;

export async function runLane(lane: Lane, around: Around): Promise<LaneLog> {
  const log = emptyLog();
  await produce(lane, around, log);
  for (const place of ['main', 'relayed', 'dead'] as const) await consume(lane, place, around, log);
  return log;
}

async function produce({ client, queues, number, messages }: Lane, around: Around, log: LaneLog): Promise<void> {
  const QueueUrl = queues.main;
  for (let index = 0; index < messages;) {
    const single = index % (SINGLES + BATCH) < SINGLES;
    const count = single ? 1 : Math.min(BATCH, messages - index);
    const indices = Array.from({ length: count }, (_, i) => index + i);
    const keys = indices.map((each) => keyOf(number, each));
    if (single) {
      const command = new SendMessageCommand({ QueueUrl, ...payloadOf(number, index) });
      const sent = await call(log, 'SendMessage', keys, () => around.produce(keys, () => client.send(command)));
      if (sent !== undefined) log.sent.add(keyOf(number, index));
    } else {
      const Entries = indices.map((each) => ({ Id: keyOf(number, each), ...payloadOf(number, each) }));
      const command = new SendMessageBatchCommand({ QueueUrl, Entries });
      const sent = await call(log, 'SendMessageBatch', keys, () => around.produce(keys, () => client.send(command)));
      for (const { Id = '' } of sent?.Successful ?? []) log.sent.add(Id);
    }
    index += count;
  }
}
