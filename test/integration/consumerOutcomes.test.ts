import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { processMessage, wrapBatchHandler } from '../../src';
import { pause } from '../process/consumerWorld';
import { idOf, linksOf, queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const EXCEEDED = 'messaging.sqs.visibility_timeout.exceeded';

describe('how the processing of a message ended', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  const sendAndReceive = async (input: object = {}): Promise<Message> => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [message = assert.fail()] = await world.receive(QueueUrl, input);
    return message;
  };
  const remove = ({ ReceiptHandle }: Message) => world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  const hide = ({ ReceiptHandle }: Message, VisibilityTimeout: number) =>
    world.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  const span = () => world.tracing.span(`process ${queueName(QueueUrl)}`);
  const outcome = () => span().attributes['messaging.sqs.process.outcome'];

  it('deleted', async () => {
    await processMessage(await sendAndReceive(), remove);
    assert.equal(outcome(), 'deleted');
    assert.equal(world.tracing.span('SQS.DeleteMessage').parentSpanContext?.spanId, span().spanContext().spanId);
    assert.deepEqual(await world.receive(QueueUrl), []);
  });

  it('a message that was deleted has no attempt before it, should SQS hand out a copy', async () => {
    const message = await sendAndReceive();
    processMessage(message, () => undefined);
    await processMessage(message, remove);
    processMessage({ ...message }, () => undefined);
    const [first, second, copy] = world.tracing.spans(`process ${queueName(QueueUrl)}`);
    assert.equal(second?.links.at(-1)?.context.spanId, first?.spanContext().spanId);
    assert.deepEqual([first?.links.length, second?.links.length, copy?.links.length], [1, 2, 1]);
  });

  it('deleted, in a batch and before the processing', async () => {
    const message = await sendAndReceive();
    const Entries = [{ Id: 'a', ReceiptHandle: message.ReceiptHandle }];
    await world.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    await processMessage(message, () => pause());
    assert.equal(outcome(), 'deleted');
    assert.equal(span().attributes['aws.sqs.queue.url'], QueueUrl);
  });

  it('released: visible again at once', async () => {
    await processMessage(await sendAndReceive({ VisibilityTimeout: 30 }), async (message) => {
      await hide(message, 0);
      await pause(5);
    });
    assert.equal(outcome(), 'released');
    assert.deepEqual(span().events, []);
    assert.equal((await world.receive(QueueUrl)).length, 1);
  });

  it('extended: hidden for longer', async () => {
    await processMessage(await sendAndReceive(), (message) => hide(message, 600));
    assert.equal(outcome(), 'extended');
  });

  it('extended in a batch', async () => {
    await processMessage(await sendAndReceive(), ({ ReceiptHandle }) => {
      const Entries = [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 60 }];
      return world.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    });
    assert.equal(outcome(), 'extended');
  });

  it('the last word counts: extended, and then deleted', async () => {
    await processMessage(await sendAndReceive(), async (message) => {
      await hide(message, 60);
      await remove(message);
    });
    assert.equal(outcome(), 'deleted');
  });

  it('expired: the message was handed out again meanwhile', async () => {
    const message = await sendAndReceive({ VisibilityTimeout: 0 });
    await world.receive(QueueUrl);
    await processMessage(message, () => assert.rejects(hide(message, 60), { name: 'MessageNotInflight' }));
    assert.equal(outcome(), 'expired');
    assert.equal(span().status.code, SpanStatusCode.UNSET);
  });

  for (const code of ['ReceiptHandleIsInvalid', 'InvalidParameterValue']) {
    it(`expired: ${code}, alone and in a batch`, async () => {
      const message = await sendAndReceive();
      world.server.failNext({
        operation: 'DeleteMessage',
        status: 400,
        code,
        message: 'The receipt handle has expired',
      });
      await processMessage(message, () => assert.rejects(remove(message)));
      assert.equal(outcome(), 'expired');
    });
  }

  it('expired: an entry of a batch', async () => {
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'a' }] }));
    const [message = assert.fail()] = await world.receive(QueueUrl, { VisibilityTimeout: 0 });
    await world.receive(QueueUrl);
    await processMessage(message, async ({ ReceiptHandle }) => {
      const Entries = [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 60 }];
      const { Failed } = await world.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      assert.equal(Failed?.[0]?.Code, 'MessageNotInflight');
    });
    assert.equal(outcome(), 'expired');
  });

  it('a timeout that SQS does not take has nothing to do with the receipt', async () => {
    const message = await sendAndReceive();
    const refusal = 'Value 99999 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200.';
    const failure = { operation: 'ChangeMessageVisibility', status: 400, code: 'InvalidParameterValue' };
    world.server.failNext({ ...failure, message: refusal });
    await processMessage(message, () => assert.rejects(hide(message, 99_999)));
    assert.equal(outcome(), 'unsettled');
  });

  it('a delete that failed for another reason settles nothing', async () => {
    const message = await sendAndReceive();
    world.server.failNext({ operation: 'DeleteMessage', status: 400, code: 'AccessDenied' });
    await processMessage(message, () => assert.rejects(remove(message)));
    assert.equal(outcome(), 'unsettled');
  });

  it('failed: the handler threw, whatever it had settled before', async () => {
    const error = new TypeError('poison');
    const message = await sendAndReceive();
    const failing = processMessage(message, async () => {
      await remove(message);
      throw error;
    });
    await assert.rejects(failing, (thrown) => thrown === error);
    assert.equal(outcome(), 'failed');
    assert.equal(span().attributes['error.type'], 'TypeError');
  });

  it('unsettled: nothing was done about it', async () => {
    await processMessage(await sendAndReceive(), () => pause());
    assert.equal(outcome(), 'unsettled');
  });

  it('of each message of a batch; one that was deleted before the batch failed is deleted', async () => {
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const messages = await world.receive(QueueUrl);
    const handler = wrapBatchHandler(async ([first = assert.fail()]: Message[]) => {
      await remove(first);
      throw new Error('the second');
    });
    await assert.rejects(handler(messages));
    const spans = world.tracing.spans(`process ${queueName(QueueUrl)}`);
    const [first, second, batch] = spans;
    assert.equal(first?.attributes['messaging.sqs.process.outcome'], 'deleted');
    assert.equal(first?.status.code, SpanStatusCode.UNSET);
    assert.equal(second?.attributes['messaging.sqs.process.outcome'], 'failed');
    assert.equal(batch?.attributes['messaging.sqs.batch.success_count'], 1);
    assert.equal(batch?.attributes['messaging.sqs.batch.failed_count'], 1);
  });

  it('links the settling calls to the creation context, also where the receive was not recorded', async () => {
    await processMessage(await sendAndReceive(), remove);
    const creation = idOf(world.tracing.span('SQS.SendMessage').spanContext());
    assert.equal(linksOf(world.tracing.span('SQS.DeleteMessage'))[0]?.[0], creation);
    assert.equal(linksOf(span())[0]?.[0], creation);
  });

  describe('an overrun of the visibility timeout', () => {
    const overrun = () => {
      const [event] = span().events.filter(({ name }) => name === EXCEEDED);
      return event?.attributes?.['messaging.sqs.visibility_timeout.overrun_ms'];
    };
    const around = (value: unknown, low: number, high: number) =>
      assert.ok(Number(value) >= low && Number(value) < high, `${String(value)} ms`);

    const { now } = Date;
    /** Has the wall clock go forward. */
    const pass = (milliseconds: number) => {
      const told = Date.now;
      Date.now = () => told() + milliseconds;
    };
    afterEach(() => {
      Date.now = now;
    });

    it('is an event that tells by how much', async () => {
      processMessage(await sendAndReceive({ VisibilityTimeout: 30 }), () => pass(31_500));
      around(overrun(), 1500, 1900);
      assert.equal(outcome(), 'unsettled');
    });

    it('ends where the message is deleted or given back, late as it is', async () => {
      for (const settle of [remove, (message: Message) => hide(message, 0)]) {
        world.tracing.reset();
        const message = await sendAndReceive({ VisibilityTimeout: 30 });
        await processMessage(message, async () => {
          pass(30_500);
          const settled = settle(message);
          // Of what was handed out again, the delete succeeds and the change fails: the receipt is no longer good.
          await settled.catch(() => undefined);
          pass(10_000);
        });
        const late = outcome() === 'expired' ? 10_500 : 500;
        around(overrun(), late, late + 400);
      }
    });

    it('is none where the message was hidden for longer in time, or is settled in time', async () => {
      for (const settle of [remove, (message: Message) => hide(message, 0), (message: Message) => hide(message, 90)]) {
        world.tracing.reset();
        await processMessage(await sendAndReceive({ VisibilityTimeout: 30 }), async (message) => {
          await settle(message);
          pass(60_000);
        });
        assert.equal(overrun(), undefined);
      }
    });

    it('counts from a change of visibility, too', async () => {
      await processMessage(await sendAndReceive({ VisibilityTimeout: 300 }), async (message) => {
        await hide(message, 10);
        pass(10_500);
      });
      around(overrun(), 500, 900);
    });

    it('is not known where the queue alone knows its timeout', async () => {
      await processMessage(await sendAndReceive(), () => pause());
      assert.deepEqual(span().events, []);
    });
  });
});
