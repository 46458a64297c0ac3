import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { extractMessageContext } from '../../src';
import { MAX_BYTES, type SqsBody, messageBytes } from '../support/strictMessages';
import { bodyOf, idOf, sentAttribute, startSqsWorld, text, traceHeaderOf } from './sqsWorld';
import { useWorld } from '../support/useWorld';

/** Name, type and value of a `traceparent` attribute. */
const TRACEPARENT_BYTES = 'traceparent'.length + 'String'.length + 55;

const headerOf = (message: SqsBody | undefined) => message?.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;

describe('the message size limit', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  const send = async (input: { QueueUrl?: string; MessageBody: string; MessageAttributes?: object }) => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, ...input } as never));
    return bodyOf(world.server.sent('SendMessage')[0]);
  };

  it('a body that leaves exactly the room takes a traceparent', async () => {
    const sent = await send({ MessageBody: 'x'.repeat(MAX_BYTES - TRACEPARENT_BYTES) });
    assert.equal(messageBytes(sent), MAX_BYTES);
    assert.ok(sentAttribute(sent, 'traceparent'));
    assert.equal(headerOf(sent), undefined);
  });

  it('one byte more, and the system attribute takes the trace, which counts no bytes', async () => {
    const sent = await send({ MessageBody: 'x'.repeat(MAX_BYTES - TRACEPARENT_BYTES + 1) });
    assert.equal(sent.MessageAttributes, undefined);
    assert.equal(headerOf(sent), traceHeaderOf(world.tracing.span('SQS.SendMessage').spanContext()));
  });

  it('a body of the full size arrives, and its consumer is connected', async () => {
    const own = await world.createQueue();
    const sent = await send({ QueueUrl: own, MessageBody: 'x'.repeat(MAX_BYTES) });
    assert.equal(sent.MessageBody?.length, MAX_BYTES);
    const [message] = await world.receive(own);
    const creation = trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
    assert.equal(creation && idOf(creation), idOf(world.tracing.span('SQS.SendMessage').spanContext()));
  });

  it("counts UTF-8 bytes, and the application's attributes with names, types and binary values", async () => {
    const MessageAttributes = {
      größe: text('€'.repeat(100)),
      binary: { DataType: 'Binary.png', BinaryValue: new Uint8Array(500) },
    };
    const MessageBody = '€'.repeat(1000);
    const own = 'größe'.length + 2 + 'String'.length + 300 + 'binary'.length + 'Binary.png'.length + 500 + 3000;
    world.instrumentation.setConfig({ maxMessageSize: own + TRACEPARENT_BYTES });
    const fits = await send({ MessageBody, MessageAttributes });
    assert.equal(messageBytes(fits), own + TRACEPARENT_BYTES);
    world.reset();
    world.instrumentation.setConfig({ maxMessageSize: own + TRACEPARENT_BYTES - 1 });
    const full = await send({ MessageBody, MessageAttributes });
    assert.equal(messageBytes(full), own);
    assert.ok(headerOf(full));
  });

  it('`maxMessageSize` respects a queue with a smaller limit', async () => {
    const small = await world.createQueue({ MaximumMessageSize: '1024' });
    world.instrumentation.setConfig({ maxMessageSize: 1024 });
    const fits = await send({ QueueUrl: small, MessageBody: 'x'.repeat(1024 - TRACEPARENT_BYTES) });
    assert.equal(messageBytes(fits), 1024);
    assert.ok(sentAttribute(fits, 'traceparent'));
    world.server.clearRequests();
    const full = await send({ QueueUrl: small, MessageBody: 'x'.repeat(1024) });
    assert.equal(full.MessageAttributes, undefined);
    assert.ok(headerOf(full));
  });

  it("the sum of a batch stays within the limit: who comes first, takes what's left", async () => {
    const entry = (Id: string, length: number) => ({ Id, MessageBody: Id.repeat(length) });
    const rest = MAX_BYTES - 300_000 - 400_000 - 2 * TRACEPARENT_BYTES - 10;
    const Entries = [entry('a', 300_000), entry('b', 400_000), entry('c', rest)];
    const { Successful } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    assert.equal(Successful?.length, 3);
    const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.equal(
      sent.reduce((sum, each) => sum + messageBytes(each), 0),
      MAX_BYTES - 10,
    );
    assert.deepEqual(
      sent.map((each) => [sentAttribute(each, 'traceparent') !== undefined, headerOf(each) !== undefined]),
      [
        [true, false],
        [true, false],
        [false, true],
      ],
    );
  });

  it('a batch of the full size is sent, every message with its context', async () => {
    const Entries = Array.from({ length: 8 }, (_, index) => ({
      Id: `${index}`,
      MessageBody: 'x'.repeat(MAX_BYTES / 8),
    }));
    const { Successful } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    assert.equal(Successful?.length, 8);
    const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.ok(sent.every((each) => each.MessageAttributes === undefined));
    assert.equal(new Set(sent.map(headerOf)).size, 8);
  });

  it('one large body and many small ones: what fits, is used', async () => {
    const small = Array.from({ length: 9 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x'.repeat(10_000) }));
    const Entries = [{ Id: 'large', MessageBody: 'x'.repeat(950_000) }, ...small];
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.equal(sent.filter((each) => sentAttribute(each, 'traceparent') !== undefined).length, 10);
  });

  it('what is too large without us fails as it would without us', async () => {
    const MessageBody = 'x'.repeat(MAX_BYTES + 1);
    await assert.rejects(send({ MessageBody }), { name: 'InvalidParameterValue' });
    assert.equal(world.tracing.span('SQS.SendMessage').attributes['error.type'], 'InvalidParameterValue');
  });
});
