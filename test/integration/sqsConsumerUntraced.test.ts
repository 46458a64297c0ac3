import assert from 'node:assert/strict';
import { type Message, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { trace } from '@opentelemetry/api';
import type { ConsumerOptions } from 'sqs-consumer';
import { processMessage } from '../../src';
import { sqsConsumerWrappers } from '../../src/process/consumers/sqsConsumer';
import { message, startConsumerWorld } from '../process/consumerWorld';
import { handleOnce } from './sqsConsumerWorld';
import { startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('sqs-consumer where nobody takes the traces', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;
  before(() => world.tracing.stop());
  beforeEach(async () => {
    QueueUrl = await world.createQueue();
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    world.server.clearRequests();
  });

  const run = (options: Partial<ConsumerOptions>) =>
    handleOnce({ queueUrl: QueueUrl, sqs: world.sqs, batchSize: 10, ...options });
  const left = async (): Promise<number> =>
    (await world.receive(QueueUrl, { VisibilityTimeout: 0, MaxNumberOfMessages: 10 })).length;

  it('handles and deletes each message', async () => {
    const handled = new Set<string | undefined>();
    const { errors } = await run({
      async handleMessage(given: Message) {
        assert.equal(trace.getActiveSpan(), undefined);
        handled.add(given.Body);
        return given;
      },
    });
    assert.deepEqual([handled, errors, await left()], [new Set(['a', 'b']), [], 0]);
  });

  it('handles and deletes a batch', async () => {
    const handled = new Set<string | undefined>();
    const { errors } = await run({
      async handleMessageBatch(given: Message[]) {
        for (const { Body } of given) handled.add(Body);
        return given;
      },
    });
    assert.deepEqual([handled, errors, await left()], [new Set(['a', 'b']), [], 0]);
  });

  it('reports what a handler throws', async () => {
    const error = new RangeError('application');
    const { errors } = await run({ handleMessage: () => Promise.reject(error) });
    assert.deepEqual(
      errors.map(({ cause }) => cause),
      [error, error],
    );
  });
});

describe('what goes around the methods of sqs-consumer', () => {
  const consumer = { queueUrl: 'http://127.0.0.1/123456789012/orders' };

  it('leaves a message alone that has its span already, and a batch that is none', async () => {
    const world = startConsumerWorld();
    try {
      const given = message();
      const calls: unknown[][] = [];
      const original = (...args: unknown[]): number => calls.push(args);
      const { processMessage: one, processMessageBatch: batch } = sqsConsumerWrappers;
      processMessage(given, () => one(original).call(consumer, given, 'more'), consumer);
      assert.deepEqual(calls, [[given, 'more']]);
      assert.equal(world.tracing.spans().length, 1);
      batch(original).call(consumer, 'no list');
      assert.deepEqual(calls[1], ['no list']);
      assert.equal(world.tracing.spans().length, 1);
    } finally {
      await world.stop();
    }
  });
});
