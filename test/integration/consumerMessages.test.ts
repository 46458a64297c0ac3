import assert from 'node:assert/strict';
import { type Message, ReceiveMessageCommand, SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { processBatch, processMessage, wrapBatchHandler, wrapSqsHandler } from '../../src';
import { startCannedServer } from '../support/cannedServer';
import { deepFreeze, startSqsWorld, text } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders';
const RESPONSE = {
  Messages: [
    {
      MessageId: 'a',
      ReceiptHandle: 'handle-a',
      MD5OfBody: '900150983cd24fb0d6963f7d28e17f72',
      Body: 'abc',
      Attributes: { SentTimestamp: '1700000000000', ApproximateReceiveCount: '2', AWSTraceHeader: 'Root=1-zz' },
      MessageAttributes: {
        traceparent: { DataType: 'String', StringValue: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
        tracestate: { DataType: 'String', StringValue: 'vendor=1' },
        bytes: { DataType: 'Binary', BinaryValue: 'AQID' },
      },
      MD5OfMessageAttributes: 'not checked',
    },
    { MessageId: 'b', ReceiptHandle: 'handle-b', MD5OfBody: '900150983cd24fb0d6963f7d28e17f72', Body: 'abc' },
  ],
};

/** Everything that can be told of a value: members in their order, hidden ones and symbols, flags and prototypes. */
function anatomy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Reflect.ownKeys(value).map((key) => {
    const { value: member, ...flags } = Object.getOwnPropertyDescriptor(value, key) ?? {};
    return [key, flags, anatomy(member)];
  });
  return {
    prototype: Object.getPrototypeOf(value) as unknown,
    tag: Object.prototype.toString.call(value),
    extensible: Object.isExtensible(value),
    members,
  };
}

describe('received messages are those of an uninstrumented client', () => {
  const world = useWorld(startSqsWorld);
  const server = useWorld(startCannedServer);
  beforeEach(() => server.answerWith({ body: RESPONSE }));

  const receive = async (use?: (messages: Message[]) => unknown): Promise<Message[]> => {
    const sqs = new SQSClient({ ...server.clientConfig, useQueueUrlAsEndpoint: false });
    const { Messages = assert.fail() } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await use?.(Messages);
    sqs.destroy();
    return Messages;
  };
  const ways: Record<string, (messages: Message[]) => unknown> = {
    'as they come': () => undefined,
    'after processMessage': (messages) =>
      Promise.all(messages.map((message) => processMessage(message, async () => 1))),
    'after processBatch': (messages) => processBatch(messages, () => 1),
    'after wrapBatchHandler': wrapBatchHandler((messages: Message[]) => messages.length),
    'after wrapSqsHandler': (messages) =>
      wrapSqsHandler(async (_event: object) => 1, { flushTimeout: 0 })({ Records: messages }),
  };
  for (const [when, use] of Object.entries(ways)) {
    it(`${when}: arrays and messages with prototype, own keys and all`, async () => {
      world.instrumentation.disable();
      const plain = await receive();
      world.instrumentation.enable();
      world.tracing.reset();
      const traced = await receive(use);
      assert.equal(world.tracing.spans('SQS.ReceiveMessage').length, 1);
      assert.deepEqual(traced, plain);
      assert.deepEqual(anatomy(traced), anatomy(plain));
      assert.equal(Object.getPrototypeOf(traced), Array.prototype);
      // Some instrumentations give the array an iterator of their own.
      assert.equal(Object.hasOwn(traced, Symbol.iterator), false);
    });
  }

  it('may be frozen all through while they are processed', async () => {
    const messages = deepFreeze(structuredClone(RESPONSE.Messages));
    await processBatch(messages, (message) => processMessage(message, () => 1));
    await wrapSqsHandler(async (_event: object) => ({ batchItemFailures: Object.freeze([]) }))(
      deepFreeze({ Records: messages }),
    );
  });

  it('of a queue, too: what was not asked for by the application comes on top, and nothing is missing', async () => {
    const queueUrl = await world.createQueue();
    const Entries = [{ Id: 'a', MessageBody: 'x', MessageAttributes: { tenant: text('acme') } }];
    world.instrumentation.disable();
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const input = { MessageAttributeNames: ['All'], VisibilityTimeout: 0 };
    const [plain = assert.fail()] = await world.receive(queueUrl, input);
    world.instrumentation.enable();
    const [traced = assert.fail()] = await world.receive(queueUrl, input);
    assert.deepEqual(
      { ...traced, ReceiptHandle: '', Attributes: undefined },
      { ...plain, ReceiptHandle: '', Attributes: undefined },
    );
  });
});
