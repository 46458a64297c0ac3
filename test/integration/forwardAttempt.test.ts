import assert from 'node:assert/strict';
import { DeleteMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { forwardMessage, processMessage } from '../../src';
import { type Metering, startMetering } from '../support/metering';
import { type SqsWorld, attributes, queueName, startSqsWorld, text } from './sqsWorld';

describe('the attempt that forwards its message', () => {
  let metering: Metering;
  let world: SqsWorld;
  let QueueUrl: string;
  let queueUrl: string;

  before(async () => {
    metering = startMetering();
    world = await startSqsWorld();
  });
  after(async () => {
    await world.stop();
    await metering.stop();
  });
  beforeEach(async () => {
    QueueUrl = await world.createQueue();
    queueUrl = await world.createQueue();
    world.reset();
  });

  const receive = async (from = QueueUrl) => (await world.receive(from))[0] ?? assert.fail();
  const produced = async (input: object = {}) => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...input }));
    return receive();
  };
  const attempt = () => world.tracing.span(`process ${queueName(QueueUrl)}`);
  const outcome = () => attempt().attributes['messaging.sqs.process.outcome'];
  const remove = (ReceiptHandle: string | undefined) =>
    world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

  it('is told of by the forward alone, and not by what else its client does', async () => {
    const [message, log] = [await produced(), await world.createQueue()];
    const stale = message.MessageAttributes;
    const client = {
      async send(command: never): Promise<unknown> {
        const logged = { QueueUrl: log, MessageBody: 'forwarding', MessageAttributes: stale };
        await world.sqs.send(new SendMessageCommand(logged));
        return world.sqs.send(command);
      },
    };
    await processMessage(message, () => forwardMessage(client, message, { queueUrl, reason: 'poison' }));
    const reasons = world.tracing
      .spans('SQS.SendMessage')
      .map(({ attributes: told }) => [told['messaging.destination.name'], told['messaging.sqs.forward.reason']]);
    assert.deepEqual(reasons, [
      [queueName(log), undefined],
      [queueName(queueUrl), 'poison'],
    ]);
    const [{ MessageAttributes: logged } = assert.fail()] = await world.receive(log);
    assert.notEqual(logged?.['traceparent']?.StringValue, stale?.['traceparent']?.StringValue);
    const { MessageAttributes: forwarded } = await receive(queueUrl);
    assert.equal(forwarded?.['traceparent']?.StringValue, stale?.['traceparent']?.StringValue);
  });

  it('shows the error, why, and where the message has gone', async () => {
    const message = await produced();
    await processMessage(message, async () => {
      await forwardMessage(world.sqs, message, { queueUrl, reason: 'poison', error: new RangeError('boom') });
      await remove(message.ReceiptHandle);
    });
    const { MessageId } = await receive(queueUrl);
    assert.equal(outcome(), 'forwarded');
    assert.deepEqual(attempt().status, { code: SpanStatusCode.ERROR, message: 'boom' });
    assert.equal(attempt().attributes['error.type'], 'RangeError');
    assert.equal(attempt().attributes['messaging.sqs.forward.reason'], 'poison');
    assert.deepEqual(
      attempt().events.map(({ name, attributes: told }) => [
        name,
        told?.['messaging.destination.name'],
        told?.['messaging.message.id'],
      ]),
      [
        ['exception', undefined, undefined],
        ['messaging.message.forwarded', queueName(queueUrl), MessageId],
      ],
    );
    const points = await metering.points('messaging.process.duration');
    const own = points.find(({ attributes: of }) => of['messaging.destination.name'] === queueName(QueueUrl));
    assert.equal(own?.attributes['error.type'], 'RangeError');
  });

  it('is no error where none is given, and failed where its handler throws all the same', async () => {
    const message = await produced();
    await processMessage(message, () => forwardMessage(world.sqs, message, { queueUrl, reason: 'later' }));
    assert.equal(outcome(), 'forwarded');
    assert.equal(attempt().status.code, SpanStatusCode.UNSET);
    assert.equal(attempt().attributes['error.type'], undefined);
    world.tracing.reset();
    const error = new RangeError('boom');
    const failing = processMessage(message, async () => {
      await forwardMessage(world.sqs, message, { queueUrl, error });
      throw error;
    });
    await assert.rejects(failing, error);
    assert.equal(outcome(), 'failed');
    assert.equal(attempt().events.filter(({ name }) => name === 'exception').length, 1);
  });

  it('has not forwarded what could not be sent', async () => {
    const message = await produced();
    const lost = { queueUrl: `${queueUrl}-lost`, reason: 'poison', error: new RangeError('boom') };
    await processMessage(message, () => forwardMessage(world.sqs, message, lost).catch(() => undefined));
    assert.equal(outcome(), 'unsettled');
    assert.deepEqual(attempt().events, []);
  });

  it('is counted, by reason and destination', async () => {
    const message = await produced();
    for (const reason of ['retry', 'retry', 'poison', undefined]) {
      await forwardMessage(world.sqs, message, { queueUrl, reason });
    }
    const points = await metering.points('messaging.sqs.forwarded.messages');
    const own = points.filter(({ attributes: of }) => of['messaging.destination.name'] === queueName(queueUrl));
    assert.deepEqual(
      own.map(({ value, attributes: of }) => [of['messaging.sqs.forward.reason'], of['messaging.system'], value]),
      [
        ['retry', 'aws_sqs', 2],
        ['poison', 'aws_sqs', 1],
        [undefined, 'aws_sqs', 1],
      ],
    );
  });

  it('has the captured attributes of its message, each of bounded length', async () => {
    const message = await produced({ MessageAttributes: { Priority: text('high'), Source: text('s'.repeat(1000)) } });
    processMessage(message, () => undefined);
    assert.equal(attempt().attributes['messaging.sqs.message.priority'], 'high');
    assert.equal(attempt().attributes['messaging.sqs.message.source'], 's'.repeat(256));
    assert.equal(world.tracing.span('SQS.SendMessage').attributes['messaging.sqs.message.source'], 's'.repeat(256));
  });

  it('what a hook asks for counts as asked for', async () => {
    world.instrumentation.setConfig({
      requestHook: (_span, _service, operation, apiParams) => {
        if (operation === 'ReceiveMessage') apiParams['MessageAttributeNames'] = ['All'];
      },
    });
    await produced({ MessageAttributes: attributes(3) });
    const { attributes: told } = world.tracing.span('SQS.ReceiveMessage');
    assert.equal(told['messaging.sqs.message.custom_attributes_count'], 3);
  });

  it("sends on all five of five attributes with their types where `autoIncludeMessageAttributes` is 'all'", async () => {
    const own = {
      ...attributes(2),
      count: { DataType: 'Number.int', StringValue: '7' },
      price: { DataType: 'Number', StringValue: '1.5' },
      image: { DataType: 'Binary.png', BinaryValue: new Uint8Array([0, 255]) },
    };
    for (const all of [true, false]) {
      world.reset();
      world.instrumentation.setConfig({ autoIncludeMessageAttributes: all ? 'all' : true });
      const message = await produced({ MessageAttributes: own });
      assert.ok(message.Attributes?.SentTimestamp);
      const count = 'messaging.sqs.message.custom_attributes_count';
      assert.equal(world.tracing.span('SQS.ReceiveMessage').attributes[count], all ? 5 : undefined);
      world.tracing.reset();
      await forwardMessage(world.sqs, message, { queueUrl, reason: 'retry' });
      assert.equal(world.tracing.span('SQS.SendMessage').attributes[count], all ? 5 : 0);
      const [sent] = await world.receive(queueUrl, { MessageAttributeNames: ['.*'] });
      const kept = Object.entries(sent?.MessageAttributes ?? {}).filter(([name]) => name in own);
      assert.deepEqual(Object.fromEntries(kept), all ? own : {});
      assert.equal(world.tracing.span('SQS.ReceiveMessage').attributes[count], all ? 5 : 0);
    }
  });
});
