import assert from 'node:assert/strict';
import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  attributes,
  bodyOf,
  idOf,
  inTrace,
  linksOf,
  queueName,
  sentAttribute,
  startSqsWorld,
  traceparentOf,
} from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('SendMessageBatch', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  const entry = (Id: string, more: Partial<SendMessageBatchRequestEntry> = {}) => ({ Id, MessageBody: Id, ...more });
  const send = (Entries: SendMessageBatchRequestEntry[], input: Partial<SendMessageBatchCommandInput> = {}) =>
    world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries, ...input }));
  const creates = () => world.tracing.spans(`create ${queueName(QueueUrl)}`);
  const batch = () => world.tracing.span('SQS.SendMessageBatch');
  const traceparents = () =>
    bodyOf(world.server.sent('SendMessageBatch')[0]).Entries?.map((sent) => sentAttribute(sent, 'traceparent'));

  it('every message has a creation context of its own, and the send span links to it by message id', async () => {
    const { Successful = [] } = await inTrace('caller', () => send([entry('a'), entry('b'), entry('c')]));
    const contexts = creates().map((span) => span.spanContext());
    assert.equal(new Set(contexts.map(idOf)).size, 3);
    assert.deepEqual(traceparents(), contexts.map(traceparentOf));
    assert.deepEqual(
      linksOf(batch()),
      contexts.map((context, index) => [idOf(context), { 'messaging.message.id': Successful[index]?.MessageId }]),
    );
    assert.deepEqual(
      creates().map((span) => span.attributes['messaging.message.id']),
      Successful.map(({ MessageId }) => MessageId),
    );
  });

  it('is told from a call of the same client that its middleware makes: every create span ends', async () => {
    const own = world.client();
    own.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'SendMessageBatchCommand') await own.send(new GetQueueAttributesCommand({ QueueUrl }));
          return next(args);
        },
      { step: 'build' },
    );
    await own.send(new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a'), entry('b')] }));
    assert.equal(creates().length, 2);
    assert.deepEqual(
      traceparents(),
      creates().map((span) => traceparentOf(span.spanContext())),
    );
  });

  it('create spans are PRODUCERs and siblings of the CLIENT span of the send', async () => {
    const caller = await inTrace('caller', async (span) => {
      await send([entry('a'), entry('b')]);
      return span.spanContext();
    });
    assert.equal(batch().kind, SpanKind.CLIENT);
    assert.equal(batch().parentSpanContext?.spanId, caller.spanId);
    for (const create of creates()) {
      assert.equal(create.kind, SpanKind.PRODUCER);
      assert.equal(create.parentSpanContext?.spanId, caller.spanId);
      assert.equal(create.status.code, SpanStatusCode.UNSET);
    }
  });

  it('outside of a trace the create spans are children of the send, so that all is one trace', async () => {
    await send([entry('a'), entry('b')]);
    assert.deepEqual(
      creates().map((create) => create.parentSpanContext?.spanId),
      [batch().spanContext().spanId, batch().spanContext().spanId],
    );
  });

  it('one failing entry of three is visible on the batch and on its own create span', async () => {
    const result = await send([entry('a'), entry('bad', { MessageAttributes: attributes(11) }), entry('c')]);
    assert.deepEqual([result.Successful?.length, result.Failed?.length], [2, 1]);

    const span = batch();
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: '1/3 messages failed' });
    assert.equal(span.attributes['error.type'], 'InvalidParameterValue');
    assert.equal(span.attributes['messaging.sqs.batch.success_count'], 2);
    assert.equal(span.attributes['messaging.sqs.batch.failed_count'], 1);
    assert.equal(span.attributes['messaging.sqs.batch.failure_codes'], 'InvalidParameterValue');
    assert.deepEqual(span.events, []);

    assert.deepEqual(
      creates().map(({ status, attributes: told }) => [
        status.code,
        told['error.type'],
        'messaging.message.id' in told,
      ]),
      [
        [SpanStatusCode.UNSET, undefined, true],
        [SpanStatusCode.ERROR, 'InvalidParameterValue', false],
        [SpanStatusCode.UNSET, undefined, true],
      ],
    );
    assert.deepEqual(linksOf(span)[1], [idOf(creates()[1]?.spanContext() ?? assert.fail()), {}]);
  });

  it('entries that fail for several reasons are told by sorted codes, and `_OTHER` as type', async () => {
    await send([
      entry('a', { MessageAttributes: attributes(11) }),
      entry('b', { MessageBody: 'a\u0000b' }),
      entry('c', { MessageAttributes: attributes(11) }),
    ]);
    const { status, attributes: told } = batch();
    assert.equal(status.message, '3/3 messages failed');
    assert.equal(told['error.type'], '_OTHER');
    assert.equal(told['messaging.sqs.batch.failure_codes'], 'InvalidMessageContents,InvalidParameterValue');
    assert.equal(told['messaging.sqs.batch.success_count'], 0);
    assert.deepEqual(
      creates().map((create) => create.attributes['error.type']),
      ['InvalidParameterValue', 'InvalidMessageContents', 'InvalidParameterValue'],
    );
  });

  it("an error of the whole call ends every create span with the call's error", async () => {
    const lost = `${QueueUrl}-lost`;
    await assert.rejects(send([entry('a'), entry('b')], { QueueUrl: lost }), { name: 'QueueDoesNotExist' });
    const type = 'AWS.SimpleQueueService.NonExistentQueue';
    const { message } = batch().status;
    assert.equal(batch().attributes['error.type'], type);
    const failed = world.tracing.spans(`create ${queueName(lost)}`);
    assert.deepEqual(
      failed.map(({ status, attributes: told }) => [status, told['error.type']]),
      [
        [{ code: SpanStatusCode.ERROR, message }, type],
        [{ code: SpanStatusCode.ERROR, message }, type],
      ],
    );
    assert.deepEqual(
      linksOf(batch()).map(([id]) => id),
      failed.map((span) => idOf(span.spanContext())),
    );
  });

  it('an aborted call ends every create span', async () => {
    const abort = new AbortController();
    const sent = world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a'), entry('b')] }), {
      abortSignal: abort.signal,
    });
    abort.abort();
    await assert.rejects(sent, { name: 'AbortError' });
    assert.deepEqual(
      [batch(), ...creates()].map((span) => span.attributes['error.type']),
      ['AbortError', 'AbortError', 'AbortError'],
    );
    assert.ok([batch(), ...creates()].every(({ status }) => status.code === SpanStatusCode.UNSET));
  });

  it('duplicate ids fail as they do without us, and every create span ends', async () => {
    await assert.rejects(send([entry('a'), entry('a')]), { name: 'BatchEntryIdsNotDistinct' });
    assert.equal(creates().length, 2);
    const type = 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct';
    assert.ok([batch(), ...creates()].every((span) => span.attributes['error.type'] === type));
  });

  for (const [what, input] of [
    ['Entries: [null]', { Entries: [null] }],
    ['a null among entries', { Entries: [entry('a'), null, entry('b')] }],
    ['no Entries', { Entries: undefined }],
    ['empty Entries', { Entries: [] }],
    ['Entries that are no list', { Entries: { 0: entry('a') } }],
    ['Entries of strings', { Entries: ['a', 'b'] }],
  ] as [string, object][]) {
    it(`${what} ends as it does without us`, async () => {
      const attempt = () =>
        send([], input as never).then(
          ({ Successful, Failed }) => ({ succeeded: Successful?.length, failed: Failed?.length }),
          (error: Error) => ({ name: error.name, message: error.message }),
        );
      const traced = await attempt();
      assert.equal(batch().ended, true);
      const requests = world.server.sent('SendMessageBatch').length;
      world.instrumentation.disable();
      try {
        assert.deepEqual(traced, await attempt());
      } finally {
        world.instrumentation.enable();
      }
      assert.equal(world.server.sent('SendMessageBatch').length, requests * 2);
      assert.equal(world.tracing.spans('SQS.SendMessageBatch').length, 1);
    });
  }

  it('`batchCreateSpans: false`: the send span is the producer, and its context is in every message', async () => {
    world.instrumentation.setConfig({ batchCreateSpans: false });
    await inTrace('caller', () => send([entry('a'), entry('b')]));
    assert.deepEqual(creates(), []);
    assert.equal(batch().kind, SpanKind.PRODUCER);
    const traceparent = traceparentOf(batch().spanContext());
    assert.deepEqual(traceparents(), [traceparent, traceparent]);
  });
});
