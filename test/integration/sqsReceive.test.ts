import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { FORWARD_ATTRIBUTES } from '../../src/propagation/forwardAttributes';
import { attributes, bodyOf, idOf, linksOf, startSqsWorld, text } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const SYSTEM_ATTRIBUTES = [
  'AWSTraceHeader',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'DeadLetterQueueSourceArn',
  'MessageGroupId',
].toSorted();
const MESSAGE_ATTRIBUTES = [
  'traceparent',
  'tracestate',
  'baggage',
  ...FORWARD_ATTRIBUTES,
  'MessageType',
  'Priority',
  'Source',
].toSorted();

describe('ReceiveMessage', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  const send = (input: object = {}) => world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...input }));
  const request = () => bodyOf(world.server.sent('ReceiveMessage')[0]);
  const span = () => world.tracing.span('SQS.ReceiveMessage');

  it('asks for what propagation, queue time and dead letters need', async () => {
    await world.receive(QueueUrl);
    const { MessageAttributeNames, MessageSystemAttributeNames, ...rest } = request();
    assert.deepEqual(rest, { QueueUrl, MaxNumberOfMessages: 10 });
    assert.deepEqual(MessageAttributeNames?.toSorted(), MESSAGE_ATTRIBUTES);
    assert.deepEqual(MessageSystemAttributeNames?.toSorted(), SYSTEM_ATTRIBUTES);
  });

  it('asks for it beside what the application asked for', async () => {
    await send({ MessageAttributes: attributes(2) });
    const [message] = await world.receive(QueueUrl, {
      MessageAttributeNames: ['a1', 'traceparent'],
      MessageSystemAttributeNames: ['SenderId', 'SentTimestamp'],
    });
    const { MessageAttributeNames = [], MessageSystemAttributeNames = [] } = request();
    assert.deepEqual(MessageAttributeNames.slice(0, 2), ['a1', 'traceparent']);
    assert.deepEqual(MessageAttributeNames.slice(1).toSorted(), MESSAGE_ATTRIBUTES);
    assert.deepEqual(MessageSystemAttributeNames.slice(0, 2), ['SenderId', 'SentTimestamp']);
    assert.deepEqual(MessageSystemAttributeNames.slice(1).toSorted(), SYSTEM_ATTRIBUTES);
    assert.deepEqual(Object.keys(message?.MessageAttributes ?? {}), ['a1', 'traceparent']);
  });

  it("asks under the name that the application uses: both of SQS' lists stay apart", async () => {
    await world.receive(QueueUrl, { AttributeNames: ['SenderId' as never] });
    assert.equal(request().AttributeNames?.[0], 'SenderId');
    assert.deepEqual(request().AttributeNames?.slice(1).toSorted(), SYSTEM_ATTRIBUTES);
    assert.equal(request().MessageSystemAttributeNames, undefined);
  });

  it('adds nothing to a list that says itself what it is in JSON', async () => {
    const listOf = (name: string) => Object.assign([name], { toJSON: () => ['SenderId'] });
    await world.receive(QueueUrl, {
      AttributeNames: listOf('Other') as object as never[],
      MessageAttributeNames: listOf('a1'),
    });
    assert.deepEqual(request().AttributeNames, ['SenderId']);
    assert.deepEqual(request().MessageAttributeNames, ['SenderId']);
  });

  it('`capturedMessageAttributes` are asked for, and recorded of the first message', async () => {
    world.instrumentation.setConfig({ capturedMessageAttributes: ['Tenant'] });
    await send({ MessageAttributes: { Tenant: text('acme'), Priority: text('high') } });
    await world.receive(QueueUrl);
    assert.ok(request().MessageAttributeNames?.includes('Tenant'));
    for (const name of ['SQS.SendMessage', 'SQS.ReceiveMessage']) {
      const told = world.tracing.span(name).attributes;
      assert.equal(told['messaging.sqs.message.tenant'], 'acme');
      assert.equal(told['messaging.sqs.message.priority'], undefined);
    }
  });

  it('`autoIncludeMessageAttributes: false` leaves the request as it was; what comes anyway is used', async () => {
    world.instrumentation.setConfig({ autoIncludeMessageAttributes: false });
    await send();
    await world.receive(QueueUrl, { VisibilityTimeout: 0 });
    assert.deepEqual(request(), { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    assert.deepEqual(linksOf(span()), []);
    world.tracing.reset();
    await world.receive(QueueUrl, { MessageAttributeNames: ['All'] });
    assert.equal(linksOf(span()).length, 1);
  });

  it('OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES=false does the same, and the option goes before it', async () => {
    process.env['OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES'] = 'False';
    try {
      world.instrumentation.setConfig({});
      await world.receive(QueueUrl);
      assert.deepEqual(request(), { QueueUrl, MaxNumberOfMessages: 10 });
      world.server.clearRequests();
      world.instrumentation.setConfig({ autoIncludeMessageAttributes: true });
      await world.receive(QueueUrl);
      assert.deepEqual(request().MessageAttributeNames?.toSorted(), MESSAGE_ATTRIBUTES);
    } finally {
      delete process.env['OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES'];
    }
  });

  it('links to the creation context of each message, with its id', async () => {
    await send();
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const creations = world.tracing
      .spans()
      .flatMap((sent) => (/^SQS\.SendMessage$|^create /.test(sent.name) ? [idOf(sent.spanContext())] : []));
    const messages = await world.receive(QueueUrl);
    assert.equal(span().kind, SpanKind.CLIENT);
    assert.deepEqual(
      linksOf(span()).map(([, told]) => told),
      messages.map(({ MessageId }) => ({ 'messaging.message.id': MessageId })),
    );
    assert.deepEqual(
      linksOf(span())
        .map(([id]) => id)
        .toSorted(),
      creations.toSorted(),
    );
  });

  it('a message whose trace came in AWSTraceHeader is linked too; one without any is not', async () => {
    const AWSTraceHeader = text('Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
    await context.with(suppressTracing(context.active()), async () => {
      await send({ MessageSystemAttributes: { AWSTraceHeader } });
      await send();
    });
    const messages = await world.receive(QueueUrl);
    const [first] = messages;
    assert.equal(messages.length, 2);
    assert.deepEqual(linksOf(span()), [
      ['5759e988bd862e3fe1be46a994272793/53995c3f42cd8ad8', { 'messaging.message.id': first?.MessageId }],
    ]);
  });

  it('tells on the link that a message was received before', async () => {
    await send();
    const [first] = await world.receive(QueueUrl, { VisibilityTimeout: 0 });
    assert.deepEqual(linksOf(span())[0]?.[1], { 'messaging.message.id': first?.MessageId });
    world.tracing.reset();
    await world.receive(QueueUrl);
    assert.deepEqual(linksOf(span())[0]?.[1], {
      'messaging.message.id': first?.MessageId,
      'messaging.sqs.message.approximate_receive_count': 2,
    });
    assert.equal(span().attributes['messaging.sqs.message.approximate_receive_count'], 2);
  });

  it('an empty poll is a span without links, message or error', async () => {
    const received = await world.receive(QueueUrl);
    assert.deepEqual(received, []);
    const { attributes: told, links, status } = span();
    assert.equal(told['messaging.sqs.receive.message_count'], 0);
    assert.equal(told['messaging.batch.message_count'], 0);
    assert.equal(told['messaging.sqs.receive.total_body_size'], undefined);
    assert.deepEqual([links, status], [[], { code: SpanStatusCode.UNSET }]);
  });
});
