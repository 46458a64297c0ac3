import assert from 'node:assert/strict';
import {
  type Message,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { processMessage, wrapBatchHandler } from '../../src';
import {
  attributes,
  bodyOf,
  idOf,
  linksOf,
  queueName,
  startSqsWorld,
  text,
  traceHeaderOf,
  traceparentOf,
} from './sqsWorld';
import { useWorld } from '../support/useWorld';

type Attributes = Record<string, MessageAttributeValue>;

/** Ways in which a relay copies the attributes of a message. */
const COPIES: readonly (readonly [how: string, copy: (own: Attributes) => Attributes])[] = [
  ['as they are', (own) => own],
  ['spread', (own) => ({ ...own })],
];
const CLONES: typeof COPIES = [
  ...COPIES,
  ['cloned', (own) => structuredClone(own)],
  [
    'one by one',
    (own) =>
      Object.fromEntries(
        Object.entries(own).map(([name, { DataType, StringValue }]) => [name, { DataType, StringValue }]),
      ),
  ],
];

describe('a relay that copies the attributes of a received message', () => {
  const world = useWorld(startSqsWorld);

  /** A message that was sent with so many attributes of its own, and received. */
  async function received(count: number): Promise<{ message: Message; creation: string }> {
    const QueueUrl = await world.createQueue();
    await world.sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'relayed', MessageAttributes: attributes(count) }),
    );
    const creation = idOf(world.tracing.span('SQS.SendMessage').spanContext());
    const [message] = await world.receive(QueueUrl, { MessageAttributeNames: ['All'] });
    assert.ok(message);
    world.reset();
    return { message, creation };
  }

  const command = (QueueUrl: string, { Body }: Message, MessageAttributes: Attributes): SendMessageCommand =>
    new SendMessageCommand({ QueueUrl, MessageBody: Body, MessageAttributes });

  for (const [how, copy] of COPIES) {
    it(`${how}, and adds a tenth of its own: ten go out, the relay stands between the two`, async () => {
      const { message, creation } = await received(9);
      const next = await world.createQueue();
      const own = { ...copy(message.MessageAttributes ?? {}), late: text('late') };
      await world.sqs.send(command(next, message, own));
      const relay = world.tracing.span('SQS.SendMessage');
      assert.deepEqual(linksOf(relay), [[creation, {}]]);
      const sent = bodyOf(world.server.sent('SendMessage')[0]);
      assert.deepEqual(
        Object.keys(sent.MessageAttributes ?? {}).toSorted(),
        [...Object.keys(attributes(9)), 'late'].toSorted(),
      );
      assert.equal(sent.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue, traceHeaderOf(relay.spanContext()));
      assert.ok('traceparent' in own, 'the object of the caller stays what it is');
    });
  }

  for (const left of [0, 30, 71]) {
    it(`on a queue with the former limit, ${left} bytes below it: it does not grow over it, alone or in a batch`, async () => {
      const { message } = await received(0);
      // Somebody else has created the queue: its limit is not known here.
      const create = (): Promise<string> => world.createQueue({ MaximumMessageSize: '262144' });
      const next = await context.with(suppressTracing(context.active()), create);
      const MessageAttributes = { ...message.MessageAttributes };
      const MessageBody = 'x'.repeat(262_144 - left);
      const Entries = [{ Id: 'one', MessageBody, MessageAttributes }];
      await processMessage(message, async () => {
        await world.sqs.send(new SendMessageCommand({ QueueUrl: next, MessageBody, MessageAttributes }));
        const { Failed } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl: next, Entries }));
        assert.equal(Failed, undefined);
      });
      const one = bodyOf(world.server.sent('SendMessage')[0]);
      const [entry = {}] = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
      const relays = ['SQS.SendMessage', `create ${queueName(next)}`].map((name) => world.tracing.span(name));
      for (const [index, sent] of [one, entry].entries()) {
        assert.deepEqual(sent.MessageAttributes ?? {}, {});
        const header = sent.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;
        assert.equal(header, traceHeaderOf(relays[index]?.spanContext() ?? assert.fail()));
      }
    });
  }

  for (const [how, copy] of CLONES) {
    it(`${how}, while it processes the message: the relay stands between the two`, async () => {
      const { message, creation } = await received(2);
      const next = await world.createQueue();
      await processMessage(message, () =>
        world.sqs.send(command(next, message, copy(message.MessageAttributes ?? {}))),
      );
      const relay = world.tracing.span('SQS.SendMessage');
      assert.deepEqual(linksOf(relay), [[creation, {}]]);
      const sent = bodyOf(world.server.sent('SendMessage')[0]);
      assert.equal(sent.MessageAttributes?.['traceparent']?.StringValue, traceparentOf(relay.spanContext()));
    });

    it(`${how}, in a handler of batches that sends a batch: so it does for each message`, async () => {
      const some = [await received(1), await received(9)];
      const next = await world.createQueue();
      const relayAll = wrapBatchHandler((messages: Message[]) => {
        const Entries = messages.map(({ Body, MessageAttributes = {} }, index) => ({
          Id: `e${index}`,
          MessageBody: Body,
          MessageAttributes: { ...copy(MessageAttributes), late: text('late') },
        }));
        return world.sqs.send(new SendMessageBatchCommand({ QueueUrl: next, Entries }));
      });
      const { Failed } = await relayAll(some.map(({ message }) => message));
      assert.equal(Failed, undefined);
      const creates = world.tracing.spans().filter(({ name }) => name.startsWith('create'));
      assert.deepEqual(
        creates.map(linksOf),
        some.map(({ creation }) => [[creation, {}]]),
      );
      const [first, second] = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
      const [one, other] = creates.map((span) => span.spanContext());
      assert.equal(first?.MessageAttributes?.['traceparent']?.StringValue, traceparentOf(one ?? assert.fail()));
      assert.equal(
        second?.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue,
        traceHeaderOf(other ?? assert.fail()),
      );
    });
  }

  it('with a copy of eleven attributes, wherever that comes from: ten go out', async () => {
    const { message } = await received(9);
    const QueueUrl = await world.createQueue();
    const own = { ...structuredClone(message.MessageAttributes), late: text('late') };
    await world.sqs.send(command(QueueUrl, message, own));
    const sent = bodyOf(world.server.sent('SendMessage')[0]);
    assert.equal(Object.keys(sent.MessageAttributes ?? {}).length, 10);
    assert.ok(sent.MessageSystemAttributes?.['AWSTraceHeader']);
  });

  it('is none if the application continues a trace in several messages', async () => {
    const QueueUrl = await world.createQueue();
    const own = { traceparent: text('00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01') };
    for (const round of [1, 2]) {
      world.reset();
      const MessageAttributes = structuredClone(own);
      await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${round}`, MessageAttributes }));
      assert.deepEqual(bodyOf(world.server.sent('SendMessage')[0]).MessageAttributes, own);
      await world.receive(QueueUrl);
    }
  });
});
