import assert from 'node:assert/strict';
import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { CreateTopicCommand, PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Context, type TextMapPropagator, context, createContextKey, propagation } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { processMessage, wrapBatchHandler } from '../../src';
import { CREATION } from '../process/consumerWorld';
import type { RecordedRequest } from '../support/awsServer';
import { useWorld } from '../support/useWorld';
import { attributes, bodyOf, sentAttribute, startSqsWorld, text, traceparentOf } from './sqsWorld';

const OWN_CONTEXT = traceparentOf({ ...CREATION, traceFlags: 1 });

/** The names of the attributes in a request of the Query protocol. */
function namesIn(request: RecordedRequest | undefined): unknown[] {
  return Object.entries(bodyOf(request))
    .filter(([key]) => key.endsWith('.Name'))
    .map(([, name]) => name);
}

describe('a message for SNS with more attributes than SQS takes', () => {
  const world = useWorld(startSqsWorld);
  let sns: SNSClient;
  let TopicArn: string | undefined;
  before(async () => {
    sns = new SNSClient(world.server.clientConfig);
    ({ TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'topic' })));
  });
  after(() => sns.destroy());

  for (const [what, own] of [
    ['a context', { traceparent: text(OWN_CONTEXT) }],
    ['names that a forward uses, too', { 'x-error': text('mine'), 'x-original-trace-id': text('mine') }],
    ['what a forward has told', { 'x-retry-count': text('1'), 'x-error': text('of a forward') }],
  ] as const) {
    const MessageAttributes = { ...attributes(10), ...own };

    it(`keeps ${what}`, async () => {
      await sns.send(new PublishCommand({ TopicArn, Message: 'x', MessageAttributes }));
      assert.deepEqual(namesIn(world.server.sent('Publish')[0]), Object.keys(MessageAttributes));
    });

    it(`keeps ${what}, in a batch`, async () => {
      const PublishBatchRequestEntries = [{ Id: '1', Message: 'x', MessageAttributes }];
      await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
      assert.deepEqual(namesIn(world.server.sent('PublishBatch')[0]), Object.keys(MessageAttributes));
    });
  }
});

const TENANT_KEY = createContextKey('tenant');
const TENANT: TextMapPropagator = {
  inject(active, carrier, setter) {
    const tenant = active.getValue(TENANT_KEY);
    if (typeof tenant === 'string') setter.set(carrier, 'x-tenant', tenant);
  },
  extract: (active) => active,
  fields: () => ['x-tenant'],
};

describe('a relay that sets fields which only travel with a trace', () => {
  const propagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), TENANT],
  });
  const world = useWorld(() => startSqsWorld({}, { propagator }));
  let QueueUrl: string;
  let message: Message;
  before(async () => {
    QueueUrl = await world.createQueue();
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    [message = assert.fail()] = await world.receive(QueueUrl);
  });

  const relay = async (within: Context = context.active()) => {
    const own = { ...message.MessageAttributes, 'x-tenant': text('acme'), baggage: text('mine=1') };
    await context.with(within, () =>
      world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: own })),
    );
    return bodyOf(world.server.sent('SendMessage').at(-1));
  };

  it('sends them, beside its own context', async () => {
    for (const sent of [await relay(), await processMessage(message, () => relay())]) {
      assert.equal(sentAttribute(sent, 'x-tenant'), 'acme');
      assert.equal(sentAttribute(sent, 'baggage'), 'mine=1');
      assert.notEqual(sentAttribute(sent, 'traceparent'), message.MessageAttributes?.['traceparent']?.StringValue);
    }
  });

  it('sends attributes that it inherits, as the SDK does for SNS', async () => {
    const sns = new SNSClient(world.server.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'inherited' }));
    const inherited = Object.create({ inherited: text('x') }) as Record<string, ReturnType<typeof text>>;
    const MessageAttributes = Object.assign(inherited, message.MessageAttributes);
    await sns.send(new PublishCommand({ TopicArn, Message: 'x', MessageAttributes }));
    sns.destroy();
    const [sent] = world.server.sent('Publish');
    assert.deepEqual(new Set(namesIn(sent)), new Set(['inherited', 'traceparent']));
    assert.ok(!JSON.stringify(sent?.body).includes(message.MessageAttributes?.['traceparent']?.StringValue ?? ''));
  });

  it('sends what the context has in their place', async () => {
    const baggage = propagation.createBaggage({ theirs: { value: '2' } });
    const sent = await relay(propagation.setBaggage(context.active(), baggage).setValue(TENANT_KEY, 'other'));
    assert.equal(sentAttribute(sent, 'baggage'), 'theirs=2');
    assert.equal(sentAttribute(sent, 'x-tenant'), 'other');
  });
});

describe('a relay while it processes', () => {
  const world = useWorld(() => startSqsWorld({ awsTraceHeader: 'always' }));

  const receivedFrom = async (QueueUrl: string): Promise<Message> => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [message = assert.fail()] = await world.receive(QueueUrl);
    world.server.clearRequests();
    return message;
  };

  it('a message with both: a copy of its header alone is as stale', async () => {
    const QueueUrl = await world.createQueue();
    const message = await receivedFrom(QueueUrl);
    const header = message.Attributes?.AWSTraceHeader ?? '';
    await processMessage(message, () =>
      world.sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: 'x',
          MessageSystemAttributes: { AWSTraceHeader: text(header) },
        }),
      ),
    );
    const sent = bodyOf(world.server.sent('SendMessage')[0]);
    assert.notEqual(sent.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue, header);
    assert.ok(sentAttribute(sent, 'traceparent'));
  });

  for (const [how, within] of [
    ['inside of another', (outer, inner, run) => processMessage(outer, () => processMessage(inner, run))],
    ['of one batch', (outer, inner, run) => wrapBatchHandler(() => processMessage(inner, run))([outer, inner])],
  ] as const satisfies readonly [
    string,
    (outer: Message, inner: Message, run: () => Promise<unknown>) => Promise<unknown>,
  ][]) {
    it(`two messages, ${how}: a copy of the other one's attributes is replaced`, async () => {
      const QueueUrl = await world.createQueue();
      const [outer, inner] = [await receivedFrom(QueueUrl), await receivedFrom(QueueUrl)];
      const MessageAttributes = structuredClone(outer.MessageAttributes ?? {});
      await within(outer, inner, () =>
        world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes })),
      );
      const sent = bodyOf(world.server.sent('SendMessage')[0]);
      assert.notEqual(sentAttribute(sent, 'traceparent'), outer.MessageAttributes?.['traceparent']?.StringValue);
    });
  }
});
