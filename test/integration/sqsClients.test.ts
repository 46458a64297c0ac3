import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand, type SendMessageCommandOutput, SQS } from '@aws-sdk/client-sqs';
import { trace } from '@opentelemetry/api';
import { instrumentClient } from '../../src';
import { attributes, bodyOf, idOf, inTrace, linksOf, sentAttribute, startSqsWorld, traceparentOf } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('ways to call SQS', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  const command = (queueUrl = QueueUrl) => new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' });
  const assertTraced = () => {
    const [request, ...more] = world.server.sent('SendMessage');
    assert.deepEqual(more, []);
    const span = world.tracing.span('SQS.SendMessage');
    assert.equal(sentAttribute(bodyOf(request), 'traceparent'), traceparentOf(span.spanContext()));
    return span;
  };

  describe('send with a callback', () => {
    type Answer = { error: unknown; data: SendMessageCommandOutput | undefined };

    it('gives the callback its result once, and nothing to the caller', async () => {
      let returned: unknown = 'nothing yet';
      const answers: Answer[] = [];
      await new Promise<void>((resolve) => {
        returned = world.sqs.send(command(), (error: unknown, data?: SendMessageCommandOutput) => {
          answers.push({ error, data });
          resolve();
        });
      });
      assert.equal(returned, undefined);
      assert.equal(answers.length, 1);
      assert.equal(answers[0]?.error, null);
      assert.equal(assertTraced().attributes['messaging.message.id'], answers[0]?.data?.MessageId);
    });

    it('takes options, and gives the callback the error', async () => {
      const error = await new Promise<unknown>((resolve) => {
        world.sqs.send(command(`${QueueUrl}-lost`), { requestTimeout: 5000 }, resolve);
      });
      assert.equal((error as Error).name, 'QueueDoesNotExist');
      assert.equal(assertTraced().attributes['error.type'], 'AWS.SimpleQueueService.NonExistentQueue');
    });
  });

  it('the aggregated client: `new SQS({}).sendMessage({})` is one span', async () => {
    const sqs = new SQS(world.server.clientConfig);
    try {
      const { MessageId } = await sqs.sendMessage({ QueueUrl, MessageBody: 'x' });
      assert.equal(assertTraced().attributes['messaging.message.id'], MessageId);
      world.reset();
      await new Promise((resolve) => sqs.sendMessage({ QueueUrl, MessageBody: 'x' }, resolve));
      assertTraced();
    } finally {
      sqs.destroy();
    }
  });

  it('a client that is also given to instrumentClient has one span a call', async () => {
    const client = instrumentClient(instrumentClient(world.client()), {});
    await client.send(command());
    assertTraced();
  });

  it("the call's span is active below it, and the caller's one is again after it", async () => {
    const client = world.client();
    let inside: string | undefined;
    client.middlewareStack.add(
      (next) => async (args) => {
        inside = trace.getActiveSpan()?.spanContext().spanId;
        return next(args);
      },
      { step: 'build' },
    );
    await inTrace('caller', async (caller) => {
      await client.send(command());
      assert.equal(trace.getActiveSpan(), caller);
      assert.equal(assertTraced().parentSpanContext?.spanId, caller.spanContext().spanId);
    });
    assert.equal(inside, world.tracing.span('SQS.SendMessage').spanContext().spanId);
  });

  it('disable() takes effect on clients made before, enable() too', async () => {
    world.instrumentation.disable();
    try {
      await world.sqs.send(command());
      assert.deepEqual(bodyOf(world.server.sent('SendMessage')[0]), command().input);
      assert.deepEqual(world.tracing.spans(), []);
    } finally {
      world.instrumentation.enable();
    }
    world.reset();
    await world.sqs.send(command());
    assertTraced();
  });

  describe('FIFO queues', () => {
    let fifo: string;

    before(async () => {
      fifo = await world.createQueue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    });

    it('the same body from two traces is one message: the body is not touched', async () => {
      const input = { QueueUrl: fifo, MessageBody: '{"order":"7","grüße":"€"}', MessageGroupId: 'customer-1' };
      const ids: unknown[] = [];
      for (const name of ['first', 'second']) {
        await inTrace(name, async () => ids.push((await world.sqs.send(new SendMessageCommand(input))).MessageId));
      }
      assert.equal(new Set(ids).size, 1);
      const requests = world.server.sent('SendMessage').map(bodyOf);
      assert.deepEqual(
        requests.map(({ MessageBody }) => MessageBody),
        [input.MessageBody, input.MessageBody],
      );
      assert.equal(new Set(requests.map((request) => sentAttribute(request, 'traceparent'))).size, 2);
      const messages = await world.receive(fifo, { MessageSystemAttributeNames: ['All'] });
      assert.equal(messages.length, 1);
      const [first] = world.tracing.spans('SQS.SendMessage');
      const receive = world.tracing.span('SQS.ReceiveMessage');
      assert.equal(linksOf(receive)[0]?.[0], first && idOf(first.spanContext()));
      assert.equal(receive.attributes['messaging.sqs.message.group_id'], 'customer-1');
    });

    it('group, deduplication id and sequence number are told', async () => {
      const ids = { MessageGroupId: 'customer-2', MessageDeduplicationId: 'order-8' };
      const input = { QueueUrl: fifo, MessageBody: 'x', MessageAttributes: attributes(1), ...ids };
      const { SequenceNumber } = await world.sqs.send(new SendMessageCommand(input));
      const { attributes: told } = assertTraced();
      assert.equal(told['messaging.sqs.message.group_id'], 'customer-2');
      assert.equal(told['messaging.sqs.message.deduplication_id'], 'order-8');
      assert.equal(told['messaging.sqs.message.sequence_number'], SequenceNumber);
      assert.ok(SequenceNumber);
    });

    it('a batch tells them on the create span of each message', async () => {
      const entry = (Id: string) => ({
        Id,
        MessageBody: Id,
        MessageGroupId: `group-${Id}`,
        MessageDeduplicationId: `dedup-${Id}`,
      });
      const { Successful = [] } = await world.sqs.send(
        new SendMessageBatchCommand({ QueueUrl: fifo, Entries: [entry('a'), entry('b')] }),
      );
      assert.deepEqual(
        world.tracing
          .spans()
          .filter(({ name }) => name.startsWith('create '))
          .map(({ attributes: told }) => [
            told['messaging.sqs.message.group_id'],
            told['messaging.sqs.message.deduplication_id'],
            told['messaging.sqs.message.sequence_number'],
          ]),
        ['a', 'b'].map((id, index) => [`group-${id}`, `dedup-${id}`, Successful[index]?.SequenceNumber]),
      );
    });
  });
});
