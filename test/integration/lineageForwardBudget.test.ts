import assert from 'node:assert/strict';
import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type ForwardOptions, forwardMessage, processMessage } from '../../src';
import {
  type SqsWorld,
  attributes,
  bodyOf,
  idOf,
  inTrace,
  linksOf,
  queueName,
  sentAttribute,
  startSqsWorld,
} from './sqsWorld';

const ALL = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };

describe('what forwardMessage has room for', () => {
  let world: SqsWorld;
  let QueueUrl: string;
  let queueUrl: string;

  before(async () => {
    world = await startSqsWorld();
  });
  after(() => world.stop());
  beforeEach(async () => {
    QueueUrl = await world.createQueue();
    queueUrl = await world.createQueue();
    world.reset();
  });

  const receive = async (from = QueueUrl): Promise<Message> => {
    const [message = assert.fail()] = await world.receive(from, ALL);
    return message;
  };
  /** A message that a producer sent, and the producer's span. */
  const produced = async (input: object = {}) => {
    await inTrace('producer', () => world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...input })));
    const message = await receive();
    const creation = world.tracing.span('SQS.SendMessage').spanContext();
    world.reset();
    return { message, creation };
  };
  const forward = (message: object, options: Partial<ForwardOptions> = {}) =>
    processMessage(message, () => forwardMessage(world.sqs, message, { queueUrl, ...options }));
  const wire = () => bodyOf(world.server.sent('SendMessage')[0]);

  describe('the error that travels', () => {
    for (const [error, told] of [
      [new TypeError('x'.repeat(5000)), `TypeError: ${'x'.repeat(245)}`],
      [new Error('\ud83d\ude00'.repeat(200)), `Error: ${'\ud83d\ude00'.repeat(124)} `],
      ['text', 'text'],
      [null, '_OTHER'],
      [{ name: 'Odd' }, 'Odd'],
      [undefined, undefined],
      [
        {
          get name(): never {
            return assert.fail();
          },
        },
        '_OTHER',
      ],
    ] as const) {
      it(String(told?.slice(0, 20)), async () => {
        const { message } = await produced();
        await forward(message, { error });
        assert.equal(sentAttribute(wire(), 'x-error'), told);
      });
    }
  });

  describe('with as many attributes of its own as', () => {
    const order = ['traceparent', 'x-retry-count', 'x-original-trace-id', 'x-error', 'x-forward-reason'];
    for (let count = 0; count <= 10; count++) {
      it(`${count}: all of them arrive, and as much of the story as there is room for`, async () => {
        const own = attributes(count);
        const { message, creation } = await produced({ MessageAttributes: own });
        await forward(message, { reason: 'poison', error: new Error('no') });
        const forwarded = await receive(queueUrl);
        const names = Object.keys(forwarded.MessageAttributes ?? {});
        for (const [name, value] of Object.entries(own)) {
          assert.deepEqual(forwarded.MessageAttributes?.[name], value);
        }
        assert.deepEqual(new Set(names), new Set([...Object.keys(own), ...order.slice(0, 10 - count)]));
        processMessage(forwarded, () => undefined);
        const [[original] = []] = linksOf(world.tracing.span(`process ${queueName(queueUrl)}`));
        assert.equal(original, idOf(creation));
      });
    }
  });

  it('of a message near the size limit, what does not fit stays behind', async () => {
    const MessageBody = 'x'.repeat(1_048_576 - 100);
    const { message } = await produced({ MessageBody });
    await forward(message, { error: new Error('y'.repeat(300)), reason: 'poison' });
    const forwarded = await receive(queueUrl);
    assert.equal(forwarded.Body?.length, MessageBody.length);
    assert.equal(forwarded.MessageAttributes?.['x-error'], undefined);
    assert.equal(forwarded.MessageAttributes?.['x-retry-count']?.StringValue, '1');
  });
});
