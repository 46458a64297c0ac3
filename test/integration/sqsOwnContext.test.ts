import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import {
  attributes,
  bodyOf,
  idOf,
  inTrace,
  linksOf,
  queueName,
  sentAttribute,
  startSqsWorld,
  text,
  traceparentOf,
} from './sqsWorld';
import { useWorld } from '../support/useWorld';

const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const SPAN_ID = '53995c3f42cd8ad8';
const OWN = `${TRACE_ID}/${SPAN_ID}`;
const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;
const TRACE_HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

describe('a context of the application', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  for (const [what, own] of [
    ['traceparent', { MessageAttributes: { ...attributes(1), traceparent: text(TRACEPARENT) } }],
    ['AWSTraceHeader', { MessageSystemAttributes: { AWSTraceHeader: text(TRACE_HEADER) } }],
  ] as const) {
    it(`its ${what} is sent as it is, and the send span links to it`, async () => {
      const input = { QueueUrl, MessageBody: 'x', ...own };
      await inTrace('caller', () => world.sqs.send(new SendMessageCommand(input)));
      assert.deepEqual(bodyOf(world.server.sent('SendMessage')[0]), input);
      assert.deepEqual(linksOf(world.tracing.span('SQS.SendMessage')), [[OWN, {}]]);
    });

    it(`its ${what} in one entry of a batch: no create span for that one, the send span links to it`, async () => {
      const Entries = [
        { Id: 'ours', MessageBody: 'ours' },
        { Id: 'own', MessageBody: 'own', ...own },
      ];
      const { Successful = [] } = await inTrace('caller', () =>
        world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
      );
      const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
      assert.deepEqual(sent[1], Entries[1]);
      const create = world.tracing.span(`create ${queueName(QueueUrl)}`).spanContext();
      assert.equal(sentAttribute(sent[0], 'traceparent'), traceparentOf(create));
      const idFor = (id: string) => ({
        'messaging.message.id': Successful.find(({ Id }) => Id === id)?.MessageId,
      });
      assert.deepEqual(linksOf(world.tracing.span('SQS.SendMessageBatch')), [
        [idOf(create), idFor('ours')],
        [OWN, idFor('own')],
      ]);
    });
  }

  it('it is kept in a batch without create spans, too', async () => {
    world.instrumentation.setConfig({ batchCreateSpans: false });
    const Entries = [
      { Id: 'ours', MessageBody: 'ours' },
      { Id: 'own', MessageBody: 'own', MessageAttributes: { traceparent: text(TRACEPARENT) } },
      { Id: 'system', MessageBody: 'own', MessageSystemAttributes: { AWSTraceHeader: text(TRACE_HEADER) } },
    ];
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    const span = world.tracing.span('SQS.SendMessageBatch').spanContext();
    assert.equal(sentAttribute(sent[0], 'traceparent'), traceparentOf(span));
    assert.deepEqual(sent.slice(1), Entries.slice(1));
  });

  it('one that all entries of a batch without create spans have is linked to once', async () => {
    const other = await world.createQueue();
    world.instrumentation.setConfig({ batchCreateSpans: false });
    const MessageAttributes = { traceparent: text(TRACEPARENT) };
    const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: 'x', MessageAttributes }));
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl: other, Entries }));
    assert.deepEqual(linksOf(world.tracing.span('SQS.SendMessageBatch')), [[OWN, {}]]);
  });

  it('a command sent again carries the context of this time', async () => {
    const single = new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(1) });
    const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] });
    const traceIds: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      await inTrace(name, async (span) => {
        traceIds.push(span.spanContext().traceId);
        await world.sqs.send(single);
        await world.sqs.send(batch);
      });
    }
    const traceIdOf = (traceparent: string | undefined) => traceparent?.split('-')[1];
    assert.deepEqual(
      world.server.sent('SendMessage').map((request) => traceIdOf(sentAttribute(bodyOf(request), 'traceparent'))),
      traceIds,
    );
    assert.deepEqual(
      world.server
        .sent('SendMessageBatch')
        .map((request) => traceIdOf(sentAttribute(bodyOf(request).Entries?.[0], 'traceparent'))),
      traceIds,
    );
  });

  it('a command sent again with tracing suppressed is the request as it was', async () => {
    const input = { QueueUrl, MessageBody: 'x' };
    const command = new SendMessageCommand(input);
    await world.sqs.send(command);
    world.reset();
    await context.with(suppressTracing(context.active()), () => world.sqs.send(command));
    assert.deepEqual(bodyOf(world.server.sent('SendMessage')[0]), { QueueUrl, MessageBody: 'x' });
    assert.deepEqual(world.tracing.spans(), []);
    assert.equal(command.input, input);
  });

  it('suppressed tracing leaves batches and receives as they were', async () => {
    const Entries = [{ Id: 'a', MessageBody: 'x' }];
    await context.with(suppressTracing(context.active()), async () => {
      await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      await world.receive(QueueUrl);
    });
    assert.deepEqual(bodyOf(world.server.sent('SendMessageBatch')[0]), { QueueUrl, Entries });
    assert.deepEqual(bodyOf(world.server.sent('ReceiveMessage')[0]), { QueueUrl, MaxNumberOfMessages: 10 });
    assert.deepEqual(world.tracing.spans(), []);
  });

  it('a message handed on with the attributes it came with leads to its creator over the relay', async () => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'handed on' }));
    const creation = world.tracing.span('SQS.SendMessage').spanContext();
    const queue = await world.createQueue();
    const message = (await world.receive(QueueUrl)).find(({ Body }) => Body === 'handed on');
    const { Body: MessageBody, MessageAttributes } = message ?? assert.fail();
    await world.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody, MessageAttributes }));
    assert.deepEqual(linksOf(world.tracing.span('SQS.SendMessage')), [[idOf(creation), {}]]);
    const relay = world.tracing.span('SQS.SendMessage').spanContext();
    assert.equal(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'traceparent'), traceparentOf(relay));
  });
});
