import assert from 'node:assert/strict';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { startAwsServer } from '../support/awsServer';
import { attributesOf, startServicesWorld, traceparent } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const PHONE = '+4915112345678';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:orders';
const messagingOf = (span: Parameters<typeof attributesOf>[0]) => attributesOf(span, 'messaging.', 'aws.sns');

describe('SNS', () => {
  const server = useWorld(startAwsServer);
  const world = useWorld(startServicesWorld);
  let sns: SNSClient;

  before(async () => {
    sns = world.own(new SNSClient(server.clientConfig));
    await sns.send(new CreateTopicCommand({ Name: 'orders' }));
  });
  beforeEach(() => server.clearRequests());

  it('CreateTopic says which topic it made', async () => {
    await sns.send(new CreateTopicCommand({ Name: 'orders' }));
    assert.deepEqual(messagingOf(world.tracing.span('SNS.CreateTopic')), {
      'messaging.system': 'aws.sns',
      'messaging.destination.name': 'orders',
      'aws.sns.topic.arn': TOPIC,
    });
  });

  it('a topic that is no ARN is recorded; a number in its place is not', async () => {
    await publish({ TopicArn: 'orders' }).catch(() => undefined);
    assert.equal(world.tracing.span('SNS.Publish').attributes['aws.sns.topic.arn'], 'orders');
    world.tracing.reset();
    await publish({ TopicArn: PHONE }).catch(() => undefined);
    const { attributes } = world.tracing.span('SNS.Publish');
    assert.equal(attributes['aws.sns.topic.arn'], undefined);
    assert.equal(attributes['messaging.destination.name'], undefined);
  });

  const publish = (input: Partial<PublishCommandInput> = {}) =>
    sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'größe', ...input }));
  /** The message attributes of a request by name, of a batch those of one entry. */
  const sentAttributes = (operation: string, entry = ''): Record<string, unknown> => {
    const [request] = server.sent(operation);
    const flat = (request?.body ?? {}) as Record<string, unknown>;
    const names = Object.keys(flat).filter(
      (key) => key.startsWith(`${entry}MessageAttributes.`) && key.endsWith('Name'),
    );
    return Object.fromEntries(
      names.map((key) => [flat[key], flat[key.replace(/Name$/, 'Value.StringValue')]] as [string, unknown]),
    );
  };

  it('a publish is a producer span with topic, size and message id, and its context is in the message', async () => {
    const { MessageId } = await publish();
    const span = world.tracing.span('SNS.Publish');
    assert.equal(span.kind, SpanKind.PRODUCER);
    assert.deepEqual(messagingOf(span), {
      'messaging.system': 'aws.sns',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'aws.sns.topic.arn': TOPIC,
      'messaging.message.body.size': 7,
      'messaging.message.id': MessageId,
    });
    assert.deepEqual(sentAttributes('Publish'), { traceparent: traceparent(span) });
  });

  it('a topic in TargetArn counts as one in TopicArn, a device by its application alone', async () => {
    // The emulator knows no TargetArn; what it was sent is what counts.
    await assert.rejects(publish({ TopicArn: undefined, TargetArn: TOPIC }), { message: 'TopicArn is required' });
    const span = world.tracing.span('SNS.Publish');
    assert.equal(span.attributes['aws.sns.topic.arn'], TOPIC);
    assert.equal(sentAttributes('Publish')['traceparent'], traceparent(span));

    world.tracing.reset();
    server.clearRequests();
    const TargetArn = 'arn:aws:sns:us-east-1:000000000000:endpoint/GCM/shop/5e3e9847-3183-3f18-a7e8-671c3a57d4b3';
    await assert.rejects(publish({ TopicArn: undefined, TargetArn }));
    const { attributes } = world.tracing.span('SNS.Publish');
    assert.equal(attributes['messaging.destination.name'], 'endpoint/GCM/shop');
    assert.doesNotMatch(JSON.stringify(attributes), /5e3e9847/);
    assert.deepEqual(sentAttributes('Publish'), {});
  });

  it('other operations tell their topic and are no message operations', async () => {
    await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    assert.deepEqual(messagingOf(world.tracing.span('SNS.GetTopicAttributes')), {
      'messaging.system': 'aws.sns',
      'messaging.destination.name': 'orders',
      'aws.sns.topic.arn': TOPIC,
    });
  });

  it('a tenth attribute stays free for the application: never an eleventh, which raw delivery would not survive', async () => {
    const MessageAttributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'v' }]),
    );
    await publish({ MessageAttributes });
    assert.deepEqual(Object.keys(sentAttributes('Publish')).toSorted(), Object.keys(MessageAttributes));
    const flat = JSON.stringify(server.sent('Publish')[0]?.body);
    assert.doesNotMatch(flat, /AWSTraceHeader/, 'SNS has no message system attributes');
  });

  it('a message at the size limit is sent as it is', async () => {
    await publish({ Message: 'x'.repeat(262_144 - 20), Subject: 'subject' });
    assert.deepEqual(sentAttributes('Publish'), {});
  });

  it('propagateMessageContext is asked for each topic, for filter policies', async () => {
    const asked: string[] = [];
    world.instrumentation.setConfig({ propagateMessageContext: (topic) => asked.push(topic) === 0 });
    await publish();
    assert.deepEqual(asked, [TOPIC]);
    assert.deepEqual(sentAttributes('Publish'), {});
    assert.equal(world.tracing.spans('SNS.Publish').length, 1);
  });

  it('every entry of a PublishBatch carries the context of its own create span', async () => {
    const Entries = ['one', 'two'].map((Id) => ({ Id, Message: `${Id}!` }));
    const { Successful } = await sns.send(
      new PublishBatchCommand({ TopicArn: TOPIC, PublishBatchRequestEntries: Entries }),
    );
    const creates = world.tracing.spans('create orders');
    assert.equal(creates.length, 2);
    for (const [index, create] of creates.entries()) {
      const prefix = `PublishBatchRequestEntries.member.${index + 1}.`;
      assert.deepEqual(sentAttributes('PublishBatch', prefix), { traceparent: traceparent(create) });
      assert.equal(create.kind, SpanKind.PRODUCER);
      assert.deepEqual(messagingOf(create), {
        'messaging.system': 'aws.sns',
        'messaging.operation.name': 'create',
        'messaging.operation.type': 'create',
        'messaging.message.body.size': 4,
        'messaging.message.id': Successful?.[index]?.MessageId,
      });
    }
    const send = world.tracing.span('SNS.PublishBatch');
    assert.equal(send.kind, SpanKind.CLIENT);
    assert.deepEqual(
      send.links.map((link) => [link.context.spanId, link.attributes?.['messaging.message.id']]),
      creates.map((create, index) => [create.spanContext().spanId, Successful?.[index]?.MessageId]),
    );
    assert.deepEqual(messagingOf(send), {
      'messaging.system': 'aws.sns',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'aws.sns.topic.arn': TOPIC,
      'messaging.batch.message_count': 2,
      'messaging.sns.batch.success_count': 2,
      'messaging.sns.batch.failed_count': 0,
    });
  });

  it('a published message leads its consumer in SQS back to the publish, raw delivery or not', async () => {
    const sqs = world.own(new SQSClient(server.clientConfig));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'raw' }));
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({
        TopicArn: TOPIC,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:000000000000:raw',
        Attributes: { RawMessageDelivery: 'true' },
        ReturnSubscriptionArn: true,
      }),
    );
    assert.ok(SubscriptionArn);
    await publish();
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    const [link] = world.tracing.span('SQS.ReceiveMessage').links;
    assert.deepEqual(link?.context.spanId, world.tracing.span('SNS.Publish').spanContext().spanId);
  });

  it('a phone number is nowhere, not even in the error that quotes it', async () => {
    server.failNext({
      status: 400,
      code: 'InvalidParameter',
      message: `Invalid parameter: PhoneNumber Reason: ${PHONE} (49 151 12345678) is not valid to publish to`,
    });
    await assert.rejects(publish({ TopicArn: undefined, PhoneNumber: PHONE }), {
      message: /\+4915112345678/,
    });
    const span = world.tracing.span('SNS.Publish');
    assert.equal(span.attributes['messaging.destination.name'], 'phone_number');
    assert.equal(span.status.code, SpanStatusCode.ERROR);
    assert.equal(span.status.message, 'Invalid parameter: PhoneNumber Reason: ** (**) is not valid to publish to');
    const [exception] = span.events;
    assert.match(String(exception?.attributes?.['exception.stacktrace']), /\*\*/);
    const told = JSON.stringify([span.name, span.attributes, span.status, span.events, span.links]);
    assert.doesNotMatch(told, /151\D*12345678/);
    assert.deepEqual(sentAttributes('Publish'), {}, 'a phone gets no message attributes');
  });

  it('a phone number that is subscribed is nowhere either', async () => {
    server.failNext({ status: 400, code: 'InvalidParameter', message: `Invalid SMS endpoint: ${PHONE}` });
    await assert.rejects(sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sms', Endpoint: PHONE })));
    const { attributes, status, events } = world.tracing.span('SNS.Subscribe');
    assert.equal(status.message, 'Invalid SMS endpoint: **');
    assert.doesNotMatch(JSON.stringify([attributes, status, events]), /12345678/);
  });
});
