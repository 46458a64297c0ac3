import assert from 'node:assert/strict';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanCounter } from '../attach/spanCounter';
import { Twins } from '../attach/twins';

const QueueUrl = 'http://127.0.0.1/123456789012/jobs';
const traceparent = { DataType: 'String', StringValue: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

const MESSAGES: Record<string, unknown[]> = {
  none: [],
  one: [{ MessageId: '1', ReceiptHandle: 'receipt-1', Body: 'x', MD5OfBody: '9dd4e461268c8034f5c8564e155c67a6' }],
  'ten with a context': Array.from({ length: 10 }, (_, i) => ({
    MessageId: String(i),
    ReceiptHandle: `receipt-${i}`,
    Body: 'x',
    Attributes: { SentTimestamp: '1767225600000', ApproximateReceiveCount: '3' },
    MessageAttributes: { traceparent, Priority: { DataType: 'Binary', BinaryValue: 'aGlnaA==' } },
  })),
  'an envelope': [{ Body: JSON.stringify({ Type: 'Notification', Message: 'x', MessageAttributes: { traceparent } }) }],
  rubbish: [
    null,
    {},
    'text',
    { MessageAttributes: { traceparent: null } },
    { MessageId: 7, Body: 8, Attributes: 'x', MessageAttributes: [] },
    { ReceiptHandle: '', MessageAttributes: { traceparent: { StringValue: 'rubbish' } } },
  ],
};

describe('what a call returns', () => {
  let twins: Twins;
  let counter: SpanCounter;
  before(async () => {
    counter = SpanCounter.start();
    twins = await Twins.start({ requestHook: () => {}, responseHook: () => {} }, { md5: false });
  });
  after(async () => {
    await twins.stop();
    await counter.stop();
  });

  for (const [title, messages] of Object.entries(MESSAGES)) {
    it(`is to the last property what it is without telemetry: ${title}`, async () => {
      twins.server.messages = messages;
      const receive = (client: typeof twins.plain): Promise<{ Messages?: Message[] | undefined }> =>
        client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      const plain = await receive(twins.plain);
      const traced = await receive(twins.traced);
      assert.deepEqual(anatomy(traced), anatomy(plain));
      assert.deepEqual(anatomy(traced.Messages?.[Symbol.iterator]), anatomy(plain.Messages?.[Symbol.iterator]));
      await twins.assertAlike(() => receive);
      assert.deepEqual(counter.takeOpen(), []);
    });
  }

  for (const status of [400, 403, 500, 503]) {
    it(`is the same error of the service: ${status}`, async () => {
      twins.server.status = status;
      try {
        const outcome = await twins.assertAlike(
          () => (client) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
        );
        assert.equal(outcome.kind, 'rejected');
      } finally {
        twins.server.status = 200;
      }
    });
  }

  it('goes to a callback likewise', async () => {
    const call = (client: typeof twins.plain): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const returned: unknown = client.send(
          new SendMessageCommand({ QueueUrl, MessageBody: 'x' }),
          (error: unknown, result: unknown) => {
            if (error == null) resolve({ returned, result });
            else reject(error);
          },
        );
      });
    const outcome = await twins.assertAlike(() => call);
    assert.equal(outcome.kind, 'resolved');
  });

  it('is the abort of whoever aborts', async () => {
    const reason = new Error('the user went away');
    const outcome = await twins.assertAlike(() => (client) => {
      const controller = new AbortController();
      controller.abort(reason);
      return client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }), { abortSignal: controller.signal });
    });
    assert.equal(outcome.kind, 'rejected');
    assert.deepEqual(counter.takeOpen(), []);
  });
});

/** Everything there is to an object: own keys of any kind, what they are, and prototypes, all the way down. */
function anatomy(value: unknown, seen = new Set<unknown>()): unknown {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  const members = Reflect.ownKeys(value).map((key) => {
    const { value: member, ...descriptor } = Object.getOwnPropertyDescriptor(value, key) ?? {};
    return [key, { ...descriptor, member: anatomy(member, seen) }];
  });
  return { prototype: Object.getPrototypeOf(value), extensible: Object.isExtensible(value), members };
}
