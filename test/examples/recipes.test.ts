import assert from 'node:assert/strict';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { batch, bulkWriter } from '../../examples/recipes/batch';
import { copies, topic } from '../../examples/recipes/fanOut';
import { retryOrGiveUp } from '../../examples/recipes/deadLetters';
import { asOwnTrace, inBackground, type Job } from '../../examples/recipes/background';
import { processMessage } from '../../src';
import { work } from '../process/consumerWorld';
import { startDynamo } from '../support/dynamo';
import { type RecipeWorld, idOf, linksOf, startRecipeWorld, writtenIn } from './recipeWorld';
import { useWorld } from '../support/useWorld';

describe('recipes of queues', () => {
  let world: RecipeWorld;

  before(async () => {
    world = await startRecipeWorld();
  });

  beforeEach(() => world.tracing.reset());

  after(() => world.stop());

  const senders = (): string[] => world.tracing.spans('SQS.SendMessage').map(idOf);

  it('a batch: one span that links to every producer, one below it for each message', async () => {
    const orders = await world.queue('orders');
    await world.send(orders, 'a');
    await world.send(orders, 'b');
    const messages = await world.receive(orders);
    assert.deepEqual(new Set(messages.map(writtenIn)), new Set(senders()));
    await batch(messages, async () => work());
    const [whole] = world.tracing
      .spans()
      .filter((span) => 'messaging.batch.message_count' in span.attributes)
      .slice(-1);
    assert.deepEqual(new Set(linksOf(whole)), new Set(senders().map((id) => [id, undefined])));
    const each = world.processed();
    assert.deepEqual(
      each.map((span) => span.parentSpanContext?.spanId),
      [idOf(whole), idOf(whole)],
    );
    const parents = world.tracing.spans('work').map((span) => span.parentSpanContext?.spanId);
    assert.deepEqual(parents, each.map(idOf));
  });

  it('one message to several queues: every copy below the span of the message it comes from', async () => {
    const source = await world.queue('source');
    const targets = [await world.queue('a'), await world.queue('b')];
    await world.send(source, 'order');
    const message = await world.receiveOne(source);
    world.tracing.reset();
    await copies(world.sqs, message, targets);
    const [process] = world.processed();
    const sent = world.tracing.spans('SQS.SendMessage');
    assert.deepEqual(
      sent.map((span) => span.parentSpanContext?.spanId),
      [idOf(process), idOf(process)],
    );
    const received = await Promise.all(targets.map((target) => world.receiveOne(target)));
    assert.deepEqual(
      received.map(({ Body }) => Body),
      ['order', 'order'],
    );
    assert.deepEqual(new Set(received.map(writtenIn)), new Set(sent.map(idOf)));
  });

  it('one message of a topic: several queues, every consumer linked to the one publish', async () => {
    const sns = new SNSClient(world.server.clientConfig);
    try {
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'order-placed' }));
      const queues = [await world.queue('files'), await world.queue('notices'), await world.queue('raw')];
      for (const [index, url] of queues.entries()) {
        const Attributes = { RawMessageDelivery: String(index === 2) };
        const Endpoint = await world.arnOf(url);
        await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
      }
      const handled: string[] = [];
      const { announce, onMessage } = topic(sns, TopicArn, async (order) => void handled.push(order));
      await announce({ id: 1 });
      const publish = world.tracing.span('SNS.Publish');
      const messages = await Promise.all(queues.map((url) => world.receiveOne(url)));
      const { MessageAttributes } = JSON.parse(messages[0]?.Body ?? '') as {
        MessageAttributes: { traceparent: { Value: string } };
      };
      assert.equal(MessageAttributes.traceparent.Value.split('-')[2], idOf(publish));
      assert.equal(messages[2] && writtenIn(messages[2]), idOf(publish), 'raw delivery makes attributes of them');
      for (const message of messages) await onMessage(message);
      assert.deepEqual(handled, ['{"id":1}', '{"id":1}', '{"id":1}']);
      assert.deepEqual(
        world.processed().map(linksOf),
        queues.map(() => [[idOf(publish), undefined]]),
      );
      assert.equal(new Set(world.processed().map(({ name }) => name)).size, 3);
    } finally {
      sns.destroy();
    }
  });

  it('three retries, then the dead-letter queue, each attempt linked to the one before', async () => {
    const queues = { retryUrl: await world.queue('retry'), deadLetterUrl: await world.queue('dead') };
    const source = await world.queue('source');
    await world.send(source, 'poison');
    const [producer = assert.fail()] = senders();
    const fail = (): Promise<void> => Promise.reject(new RangeError('no stock'));
    let message = await world.receiveOne(source);
    for (let tries = 0; tries < 4; tries++) {
      await retryOrGiveUp(world.sqs, message, fail, queues);
      message = await world.receiveOne(tries < 3 ? queues.retryUrl : queues.deadLetterUrl);
      assert.equal(writtenIn(message), producer, 'its creation context stays');
    }
    const written = message.MessageAttributes;
    assert.deepEqual(
      ['x-retry-count', 'x-error', 'x-forward-reason'].map((name) => written?.[name]?.StringValue),
      ['4', 'RangeError: no stock', 'poison'],
    );
    const attempts = world.processed();
    assert.equal(attempts.length, 4);
    for (const [index, attempt] of attempts.entries()) {
      const before = index === 0 ? [] : [[idOf(attempts[index - 1]), 'processing_attempt']];
      const original = index === 0 ? undefined : 'original_message';
      assert.deepEqual(linksOf(attempt), [[producer, original], ...before]);
    }
  });

  describe('work in the background', () => {
    /** Works jobs off, from a place that is in no trace. */
    const workOff = async (jobs: readonly Job[]): Promise<void> => {
      for (const job of jobs) await job();
    };
    const receivedOrder = async () => {
      const orders = await world.queue('orders');
      await world.send(orders, 'order');
      return world.receiveOne(orders);
    };
    const parentOf = (name: string): string | undefined => world.tracing.span(name).parentSpanContext?.spanId;

    it('that is bound stays below the span of its message, which is long over', async () => {
      const jobs: Job[] = [];
      await inBackground(await receivedOrder(), jobs, async (order) => work(`done ${order}`));
      const [process] = world.processed();
      assert.ok(process, 'the process span has ended');
      await workOff(jobs);
      assert.equal(parentOf('done order'), idOf(process));
    });

    it('that is not bound is lost, except where Node.js carries the context itself', async () => {
      const jobs: Job[] = [];
      const timers: Promise<void>[] = [];
      processMessage(await receivedOrder(), () => {
        jobs.push(async () => work('lost'));
        timers.push(new Promise((resolve) => setTimeout(() => resolve(work('timer')), 1)));
        timers.push(Promise.resolve().then(() => work('promise')));
      });
      await Promise.all(timers);
      await workOff(jobs);
      const [process] = world.processed();
      assert.deepEqual(['lost', 'timer', 'promise'].map(parentOf), [undefined, idOf(process), idOf(process)]);
    });

    it('that has a trace of its own is linked to its message, and tells of its failure', async () => {
      const jobs: Job[] = [];
      const message = await receivedOrder();
      processMessage(message, () => {
        jobs.push(asOwnTrace('invoice', async () => work('print')));
        jobs.push(asOwnTrace('letter', () => Promise.reject(new RangeError('no paper'))));
      });
      await assert.rejects(workOff(jobs), RangeError);
      const [process] = world.processed();
      const invoice = world.tracing.span('invoice');
      assert.notEqual(invoice.spanContext().traceId, process?.spanContext().traceId);
      assert.equal(invoice.parentSpanContext, undefined);
      assert.deepEqual(linksOf(invoice), [[idOf(process), undefined]]);
      assert.equal(parentOf('print'), idOf(invoice));
      assert.equal(world.tracing.span('letter').events[0]?.attributes?.['exception.message'], 'no paper');
    });
  });

  describe('one write for many messages', () => {
    const dynamo = useWorld(startDynamo);
    let db: DynamoDBClient;
    const TableName = 'orders';
    type Wire = { RequestItems: Record<string, unknown[]> };

    before(async () => {
      db = new DynamoDBClient(dynamo.clientConfig);
      const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
      const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
      const BillingMode = 'PAY_PER_REQUEST';
      await db.send(new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode }));
    });

    after(() => db.destroy());

    const spanOfBatch = (): ReadableSpan | undefined =>
      world.tracing.spans().find(({ name, links }) => name.startsWith('process ') && links.length === 3);

    it('is below the span of the batch, and each message tells what became of it', async () => {
      const orders = await world.queue('orders');
      for (const body of ['a', 'b', 'c']) await world.send(orders, body);
      const messages = await world.receive(orders);
      await bulkWriter(world.sqs, db, orders, TableName)(messages);
      const whole = spanOfBatch();
      const write = world.tracing.span('DynamoDB.BatchWriteItem');
      assert.equal(write.parentSpanContext?.spanId, idOf(whole));
      assert.deepEqual(new Set(linksOf(whole)), new Set(senders().map((id) => [id, undefined])));
      const outcomes = world
        .processed()
        .filter((span) => span !== whole)
        .map((span) => [span.parentSpanContext?.spanId, span.attributes['messaging.sqs.process.outcome']]);
      assert.deepEqual(
        outcomes,
        messages.map(() => [idOf(whole), 'deleted']),
      );
      const wire = dynamo.requests.filter(({ operation }) => operation === 'BatchWriteItem');
      const { RequestItems } = (wire[0] ?? assert.fail()).body as unknown as Wire;
      assert.equal(RequestItems[TableName]?.length, 3);
    });

    it('leaves in the queue what was not written', async () => {
      const orders = await world.queue('orders');
      for (const body of ['a', 'b', 'c']) await world.send(orders, body);
      const messages = await world.receive(orders);
      const [, left] = messages;
      const put = { PutRequest: { Item: { id: { S: left?.MessageId ?? '' } } } };
      const busy = { send: () => Promise.resolve({ UnprocessedItems: { [TableName]: [put] } }) };
      await bulkWriter(world.sqs, busy as unknown as DynamoDBClient, orders, TableName)(messages);
      const whole = spanOfBatch();
      const each = world.processed().filter((span) => span !== whole);
      assert.deepEqual(
        each.map((span) => span.attributes['messaging.sqs.process.outcome']),
        ['deleted', 'unsettled', 'deleted'],
      );
      const [request] = world.server.sent('DeleteMessageBatch').slice(-1);
      const entries = request?.body?.['Entries'] as { Id: string }[];
      assert.equal(entries.length, 2);
      assert.ok(!entries.some(({ Id }) => Id === left?.MessageId));
    });
  });
});
