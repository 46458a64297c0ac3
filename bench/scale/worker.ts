import { setTimeout as sleep } from 'node:timers/promises';
import type * as Bootstrap from '../../src/bootstrap/index';
import type * as Ours from '../../src/index';
import * as aws from '@aws-sdk/client-sqs';
import { load } from '../load';
import { BATCH, type Load, MEASURING, type WorkerResult } from './load';

/** Messages after which the compiler has done its work. */
const WARM_UP = 2000;
/** How long a handler waits for a database. */
const HANDLER_MILLIS = 5;
const POLL_MILLIS = 100;
/** Loops that receive, where there is a backlog. */
const LOOPS = 4;
const QUEUE_URL = 'http://127.0.0.1/123456789012/orders';

const task = JSON.parse(process.argv[2] ?? '') as Load & { readonly queue: string };
const sqs = new aws.SQSClient({
  endpoint: task.queue,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const handle =
  task.source === 'untraced'
    ? handler
    : (message: aws.Message) => (load('../src/index.js') as typeof Ours).processMessage(message, handler);

void work().then((result) => process.send?.(result, () => process.exit()));

/** As an application: receive ten, process them side by side, delete them. */
async function work(): Promise<WorkerResult> {
  await asFastAsItCan(task.warmUp ?? WARM_UP);
  await allExported();
  const before = spansSoFar();
  process.send?.(MEASURING);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await (task.rate === undefined ? asFastAsItCan(task.messages) : steadily(task.messages, task.rate));
  const seconds = (performance.now() - start) / 1000;
  const { rss } = process.memoryUsage();
  await shutDown();
  const { user, system } = process.cpuUsage(cpu);
  global.gc?.();
  const after = spansSoFar();
  return {
    messages: task.messages,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    heapBytes: process.memoryUsage().heapUsed,
    rssBytes: rss,
    spans: {
      ended: after.ended - before.ended,
      exported: after.exported - before.exported,
      dropped: after.dropped - before.dropped,
      exportedInAll: after.exported,
    },
  };
}

async function asFastAsItCan(messages: number): Promise<void> {
  let left = messages;
  const loop = async (): Promise<void> => {
    while (left > 0) {
      left -= BATCH;
      await oneBatch();
    }
  };
  await Promise.all(Array.from({ length: LOOPS }, loop));
}

async function steadily(messages: number, rate: number): Promise<void> {
  const start = performance.now();
  for (let done = 0; done < messages; done += BATCH) {
    await sleep(Math.max(0, start + (done / rate) * 1000 - performance.now()));
    await oneBatch();
  }
}

async function oneBatch(): Promise<void> {
  const { Messages = [] } = await sqs.send(
    new aws.ReceiveMessageCommand({ QueueUrl: QUEUE_URL, MaxNumberOfMessages: BATCH, WaitTimeSeconds: 20 }),
  );
  await Promise.all(Messages.map(handle));
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new aws.DeleteMessageBatchCommand({ QueueUrl: QUEUE_URL, Entries }));
}

async function handler({ Body = '' }: aws.Message): Promise<unknown> {
  const order: unknown = JSON.parse(Body);
  await sleep(HANDLER_MILLIS);
  return order;
}

function spansSoFar(): Pick<Bootstrap.TraceStatus['spans'], 'ended' | 'exported' | 'dropped'> {
  if (task.source === 'untraced') return { ended: 0, exported: 0, dropped: 0 };
  return bootstrap().getTraceStatus().spans;
}

/** What the warm-up has left does not belong to what is measured. */
async function allExported(): Promise<void> {
  for (;;) {
    const { ended, exported, dropped } = spansSoFar();
    if (exported + dropped >= ended) return;
    await sleep(POLL_MILLIS);
  }
}

async function shutDown(): Promise<void> {
  if (task.source !== 'untraced') await bootstrap().shutdownOtel();
}

function bootstrap(): typeof Bootstrap {
  return load('../src/bootstrap/index.js') as typeof Bootstrap;
}
