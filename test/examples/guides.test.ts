import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { existingCode, loop, readOrGiveUp, sendMore, worker } from '../../examples/guides/sqs';
import { steps } from '../../examples/guides/steps';
import { processMessage } from '../../src';
import { message, work } from '../process/consumerWorld';
import { PROJECT_ROOT } from '../support/fixtures';
import { type RecipeWorld, idOf, linksOf, startRecipeWorld, writtenIn } from './recipeWorld';

describe('the code of the guides, with real queues', () => {
  let world: RecipeWorld;

  before(async () => {
    world = await startRecipeWorld();
  });

  beforeEach(() => world.tracing.reset());

  after(() => world.stop());

  it('guide 1: existing code is traced as it is', async () => {
    const code = existingCode(world.sqs, await world.queue('existing'));
    await code.send({ id: 1 });
    const [received] = await code.receive();
    await code.remove(received?.ReceiptHandle);
    assert.equal(
      received && writtenIn(received),
      idOf(world.tracing.span('SQS.SendMessage')),
      'the context came along',
    );
    for (const name of ['SQS.SendMessage', 'SQS.ReceiveMessage', 'SQS.DeleteMessage']) world.tracing.span(name);
  });

  it("guide 1: attributes of the application's own stay, and each message of a batch has its own context", async () => {
    const orders = await world.queue('orders');
    await sendMore(world.sqs, orders);
    const sent = world.tracing.span('SQS.SendMessage');
    assert.equal(sent.attributes['messaging.sqs.message.priority'], 'high');
    const received = [...(await world.receive(orders))];
    const urgent = received.find(({ Body }) => Body === 'urgent');
    assert.equal(urgent?.MessageAttributes?.['Priority']?.StringValue, 'high');
    assert.equal(urgent && writtenIn(urgent), idOf(sent));
    const created = world.tracing.spans().filter(({ name }) => name.startsWith('create '));
    const others = received.filter((one) => one !== urgent).map(writtenIn);
    assert.deepEqual(new Set(others), new Set(created.map(idOf)));
    assert.equal(new Set(others).size, 3);
  });

  it('guide 1: a worker below its entry span, linked to the producer', async () => {
    const orders = await world.queue('worker');
    await existingCode(world.sqs, orders).send({ id: 1 });
    assert.equal(await worker(world.sqs, orders, async () => work())(), 1);
    const [process] = world.processed();
    assert.deepEqual(linksOf(process), [[idOf(world.tracing.span('SQS.SendMessage')), undefined]]);
    assert.equal(world.tracing.span('work').parentSpanContext?.spanId, idOf(process));
    assert.equal(world.tracing.span('SQS.DeleteMessage').parentSpanContext?.spanId, idOf(process));
    const [entry] = world.tracing.spans().filter(({ name }) => /sqs\.(js|ts):work$/.test(name));
    assert.equal(entry?.kind, SpanKind.CONSUMER);
    assert.equal(process?.parentSpanContext?.spanId, idOf(entry));
    const [poll] = world.tracing.spans('SQS.ReceiveMessage');
    assert.deepEqual(linksOf(poll), [[idOf(world.tracing.span('SQS.SendMessage')), undefined]]);
  });

  it('guide 1: every attribute in the table of what is captured is there', async () => {
    const guide = readFileSync(join(PROJECT_ROOT, 'docs', 'guides', '1-sqs-without-code-changes.md'), 'utf8');
    const rows = [...guide.matchAll(/^\| `(SQS\.\w+|process <queue>)` \| (.+) \|$/gm)];
    const names = Object.fromEntries(
      rows.map(([, span = '', cells = '']) => [span, [...cells.matchAll(/`([a-z][\w.]+)`/g)].map(([, name]) => name)]),
    );
    assert.equal(rows.length, 5);

    const QueueName = 'captured.fifo';
    const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const { QueueUrl } = await world.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    const named = ['MessageType', 'Priority', 'Source'].map((name) => [name, { DataType: 'String', StringValue: 'x' }]);
    const MessageAttributes = Object.fromEntries(named) as Record<string, { DataType: string; StringValue: string }>;
    const order = { MessageBody: 'order', MessageGroupId: 'g', MessageAttributes };
    await world.sqs.send(new SendMessageCommand({ QueueUrl, ...order }));
    const plain = await world.queue('captured');
    await world.sqs.send(new SendMessageCommand({ QueueUrl: plain, MessageBody: 'later', DelaySeconds: 1 }));
    const Entries = [
      { Id: 'good', MessageBody: 'good' },
      { Id: 'bad', MessageBody: '\u0000' },
    ];
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl: plain, Entries }));
    const asked = { QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 1, VisibilityTimeout: 5 };
    const { Messages = [] } = await world.sqs.send(new ReceiveMessageCommand(asked));
    await processMessage(Messages[0], (received) =>
      world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: received?.ReceiptHandle })),
    );
    for (const [span, expected] of Object.entries(names)) {
      const found = world.tracing.spans().filter(({ name }) => name === span.replace('<queue>', QueueName));
      const captured = new Set(found.flatMap(({ attributes }) => Object.keys(attributes)));
      assert.deepEqual(
        expected.filter((name) => name === undefined || !captured.has(name)),
        [],
        span,
      );
      assert.ok(expected.length >= 5, span);
    }
  });

  it('guide 1: a worker goes on after a failure, until it is told to stop', async () => {
    const [stop, stopped] = [new AbortController(), new AbortController()];
    const passes: string[] = [];
    const { error } = console;
    console.error = (failure: Error) => void passes.push(failure.message);
    try {
      await loop(
        async () => {
          passes.push('pass');
          if (passes.length === 1) throw new Error('no network');
          if (passes.length === 4) stop.abort();
        },
        stop.signal,
        1,
      );
      await loop(
        async () => {
          setImmediate(() => stopped.abort());
          throw new Error('again');
        },
        stopped.signal,
        60_000,
      );
    } finally {
      console.error = error;
    }
    assert.deepEqual(passes, ['pass', 'no network', 'pass', 'pass', 'again']);
  });

  it('guide 2: what cannot be read is a dead letter at once, what only failed stays in its queue', async () => {
    const [orders, dead] = [await world.queue('orders'), await world.queue('dead')];
    const urls = { QueueUrl: orders, deadLetterUrl: dead };
    world.server.clearRequests();
    const handled: unknown[] = [];
    const handle = async (order: unknown): Promise<void> => {
      if (handled.push(order) === 1) throw new RangeError('busy');
    };
    const attempt = async (body: string): Promise<void> => {
      await world.send(orders, body);
      await readOrGiveUp(world.sqs, await world.receiveOne(orders), handle, urls);
    };
    await assert.rejects(attempt('{"id":'), SyntaxError);
    const letter = await world.receiveOne(dead);
    assert.deepEqual(
      [letter.Body, letter.MessageAttributes?.['x-forward-reason']?.StringValue],
      ['{"id":', 'malformed'],
    );
    await assert.rejects(attempt('{"id":1}'), RangeError);
    await attempt('{"id":2}');
    assert.deepEqual(handled, [{ id: 1 }, { id: 2 }]);
    assert.equal(world.server.sent('DeleteMessage').length, 2, 'the one that only failed is still there');
    const told = world
      .processed()
      .map(({ status, attributes }) => [
        status.code,
        attributes['error.type'],
        attributes['messaging.sqs.process.outcome'],
      ]);
    assert.deepEqual(told, [
      [SpanStatusCode.ERROR, 'SyntaxError', 'failed'],
      [SpanStatusCode.ERROR, 'RangeError', 'failed'],
      [SpanStatusCode.UNSET, undefined, 'deleted'],
    ]);
  });

  it('guide 2: the steps of the work are spans below the message, which tells what kind of order it was', async () => {
    const onMessage = steps(async () => work('pay'));
    await onMessage(message({ Body: JSON.stringify({ id: '7', tier: 'paid' }) }));
    const process = world.tracing.span('process');
    assert.equal(process.attributes['shop.order.tier'], 'paid');
    const [validate] = world.tracing.spans().filter(({ name }) => /steps\.(js|ts):validate$/.test(name));
    const charge = world.tracing.span('charge');
    for (const span of [validate, charge]) {
      assert.equal(span?.kind, SpanKind.INTERNAL);
      assert.equal(span.parentSpanContext?.spanId, idOf(process));
    }
    assert.equal(world.tracing.span('pay').parentSpanContext?.spanId, idOf(charge));
    await assert.rejects(onMessage(message({ Body: JSON.stringify({ id: '', tier: 'free' }) })), RangeError);
    assert.equal(trace.getActiveSpan(), undefined);
  });
});
