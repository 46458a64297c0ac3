import assert from 'node:assert/strict';
import type { Message } from '@aws-sdk/client-sqs';
import { type Code, type HandWrittenWorld, charge, newCode, oldCode, startHandWrittenWorld } from './handWrittenWorld';
import { assertDocumented, recordedSpan } from './migrationRecord';

describe('migration from hand-written propagation', () => {
  let world: HandWrittenWorld;
  before(async () => void (world = await startHandWrittenWorld()));
  afterEach(() => world.reset());
  after(() => world.stop());

  const attributesOnWire = () => world.servers.aws.sent('SendMessage').map(({ body }) => body?.MessageAttributes ?? {});

  /** The spans of a message and of a batch, by the beginnings of their names; the third is that of the batch. */
  async function record(code: Code, names: readonly string[]) {
    world.forget();
    await world.sendAndWork(code, 1);
    const single = world.spans();
    for (let index = 0; index < 3; index++) await code.send(world.sqs, world.QueueUrl, `${index}`);
    const messages = await world.receiveAll();
    world.forget();
    const poison = async ({ Body }: Message): Promise<void> => {
      if (Body === '1') throw new RangeError('no stock');
    };
    await assert.rejects(code.workBatch(world.QueueUrl, messages, poison), /no stock/);
    const batch = world.spans().filter(({ links }) => links.length === 3);
    return names.map((start, index) => {
      const span = (index === 2 ? batch : single).find(({ name }) => name.startsWith(start)) ?? assert.fail(start);
      const messageId = span.attributes['messaging.message_id'] ?? span.attributes['messaging.message.id'];
      const { 'aws.request_id': requestId, 'aws.extended_request_id': extendedRequestId } = span.attributes;
      return recordedSpan(span, { messageId, requestId, extendedRequestId });
    });
  }

  it('the plain case: connected 3 of 3 on both sides, in one trace before, by links after', async () => {
    await world.sendAndWork(oldCode, 3);
    assert.equal(world.connected(), '3 of 3');
    assert.equal(new Set(world.named('charge').map(({ traceId }) => traceId)).size, 3);
    for (const work of world.named('charge'))
      assert.ok(world.named('sqs.send').some(({ traceId }) => traceId === work.traceId));
    world.forget();
    world.instrumentation.enable();
    await world.sendAndWork(newCode, 3);
    assert.equal(world.connected(), '3 of 3');
    assert.ok(world.named('process ').every(({ links, parentId }) => links.length === 1 && parentId === undefined));
  });

  it("consumerRelation: 'parent' keeps one trace from the producer to the work", async () => {
    world.instrumentation.setConfig({ consumerRelation: 'parent' });
    world.instrumentation.enable();
    await world.sendAndWork(newCode, 2);
    for (const work of world.named('charge')) {
      assert.equal(world.byId(world.byId(work.parentId)?.parentId)?.name, 'SQS.SendMessage');
      assert.ok(world.named('request').some(({ traceId }) => traceId === work.traceId));
    }
    assert.equal(world.connected(), '2 of 2');
  });

  it('half way: the context of the hand-written span is kept, once in each message', async () => {
    world.instrumentation.enable();
    await world.sendAndWork(oldCode, 2);
    const manual = world.named('sqs.send');
    const sent = world.named('SQS.SendMessage');
    assert.deepEqual(
      sent.map(({ parentId }) => parentId),
      manual.map(({ spanId }) => spanId),
    );
    assert.deepEqual(
      attributesOnWire().map((attributes) => attributes['traceparent']?.StringValue),
      manual.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
    );
    assert.equal(world.connected(), '2 of 2');
    assert.deepEqual(world.named('process '), [], 'no process span that nobody asked for');
  });

  it('half way: a new consumer of old messages, and an old consumer of new ones', async () => {
    await oldCode.send(world.sqs, world.QueueUrl, 'old');
    world.instrumentation.enable();
    await newCode.work(world.sqs, world.QueueUrl, charge);
    assert.equal(world.connected(), '1 of 1');
    world.forget();
    await newCode.send(world.sqs, world.QueueUrl, 'new');
    await oldCode.work(world.sqs, world.QueueUrl, charge);
    assert.equal(world.connected(), '1 of 1');
  });

  it('the tables of the guide are what both emit', async () => {
    const old = await record(oldCode, ['sqs.send', 'sqs.process', 'process-batch']);
    world.instrumentation.enable();
    const now = await record(newCode, [
      'SQS.SendMessage',
      'process ',
      'process ',
      'SQS.ReceiveMessage',
      'SQS.DeleteMessage',
    ]);
    const calls = ['send', 'process', 'batch, 1 of 3 fails', 'receive', 'delete'];
    const told = now.map((span, index) => ({ call: calls[index] ?? assert.fail(), after: span }));
    const pairs = old.map((span, index) => ({ before: span, ...(told[index] ?? assert.fail()) }));
    const live = { versions: {}, pairs, extra: told.slice(pairs.length), metrics: [] };
    const guide = 'from-hand-written-propagation.md';
    await assertDocumented('hand-written', guide, live, ['spanTable', 'attributeTable', 'additionTable']);
  });
});
