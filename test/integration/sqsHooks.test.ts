import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DiagLogLevel, type Span, SpanStatusCode, diag, trace } from '@opentelemetry/api';
import { processMessage } from '../../src';
import {
  attributes,
  bodyOf,
  deepFreeze,
  queueName,
  sentAttribute,
  startSqsWorld,
  text,
  traceparentOf,
} from './sqsWorld';
import { captureDiagnostics } from '../support/diagnostics';
import { useWorld } from '../support/useWorld';

type Params = {
  MessageBody?: string;
  MessageAttributes?: Record<string, { DataType: string; StringValue: string }>;
  Entries?: { MessageBody?: string; MessageAttributes?: object }[];
};

describe('hooks', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  const input = () => ({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(1) });
  const sent = () => bodyOf(world.server.sent('SendMessage')[0]);

  it('they get span, service, operation, and what is sent and what came back', async () => {
    const calls: unknown[][] = [];
    world.instrumentation.setConfig({
      requestHook: (...args) => void calls.push(args),
      responseHook: (...args) => void calls.push(args),
    });
    const given = input();
    const result = await world.sqs.send(new SendMessageCommand(given));
    const [request = [], response = []] = calls;
    assert.equal(calls.length, 2);
    const { spanId } = world.tracing.span('SQS.SendMessage').spanContext();
    assert.deepEqual(
      [request, response].map(([span]) => (span as Span).spanContext().spanId),
      [spanId, spanId],
    );
    assert.deepEqual(request.slice(1), ['SQS', 'SendMessage', given]);
    assert.notEqual(request[3], given);
    assert.deepEqual(response.slice(1, 3), ['SQS', 'SendMessage']);
    assert.equal(response[3], result);
    assert.equal(response[4], undefined);
  });

  it('on failure the result is undefined and the error is what the caller catches', async () => {
    const calls: unknown[][] = [];
    world.instrumentation.setConfig({ responseHook: (...args) => void calls.push(args.slice(1)) });
    const failure = world.sqs.send(new SendMessageCommand({ ...input(), QueueUrl: `${QueueUrl}-lost` }));
    const caught = await failure.catch((error: unknown) => error);
    assert.deepEqual(calls[0]?.slice(0, 3), ['SQS', 'SendMessage', undefined]);
    assert.equal(calls[0]?.[3], caught);
    assert.equal(calls.length, 1);
  });

  it('the request hook runs before the injection, the response hook before the span ends', async () => {
    const order: unknown[] = [];
    const note = (what: string, span: Span, more?: unknown) =>
      order.push([what, span.isRecording(), world.server.sent('SendMessage').length, more]);
    world.instrumentation.setConfig({
      requestHook(span, _service, _operation, { MessageAttributes }) {
        note('request', span, Object.keys(MessageAttributes ?? {}));
      },
      responseHook: (span) => void note('response', span),
    });
    await world.sqs.send(new SendMessageCommand(input()));
    assert.deepEqual(order, [
      ['request', true, 0, ['a0']],
      ['response', true, 1, undefined],
    ]);
  });

  it('what the request hook changes is sent, at any depth, and the caller sees nothing of it', async () => {
    world.instrumentation.setConfig({
      requestHook(_span, _service, _operation, params) {
        const { MessageAttributes = {} } = params as Params;
        params['MessageBody'] = 'changed';
        MessageAttributes['added'] = text('by the hook');
        const nested = MessageAttributes['a0'];
        if (nested !== undefined) nested.StringValue = 'changed below';
        delete MessageAttributes['a1'];
      },
    });
    const given = deepFreeze({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(2) });
    const command = new SendMessageCommand(given);
    await world.sqs.send(command);
    assert.equal(command.input, given);
    assert.deepEqual(given, { QueueUrl, MessageBody: 'x', MessageAttributes: attributes(2) });
    const { spanId } = world.tracing.span('SQS.SendMessage').spanContext();
    assert.equal(sentAttribute(sent(), 'traceparent')?.split('-')[2], spanId);
    assert.deepEqual(
      { ...sent(), MessageAttributes: { ...sent().MessageAttributes, traceparent: undefined } },
      {
        QueueUrl,
        MessageBody: 'changed',
        MessageAttributes: { a0: text('changed below'), added: text('by the hook'), traceparent: undefined },
      },
    );
  });

  it('a hook may fill a message up, and the limit of ten still holds', async () => {
    world.instrumentation.setConfig({
      requestHook: (...[, , , params]) => void (params['MessageAttributes'] = attributes(10)),
    });
    await world.sqs.send(new SendMessageCommand(input()));
    assert.deepEqual(sent().MessageAttributes, attributes(10));
    assert.ok(sent().MessageSystemAttributes?.['AWSTraceHeader']);
  });

  it('a hook may change the entries of a batch, add one, and give one a context of its own', async () => {
    const traceparent = text('00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01');
    world.instrumentation.setConfig({
      requestHook(_span, _service, _operation, params) {
        const { Entries = [] } = params as Params;
        if (Entries[0] !== undefined) Entries[0].MessageBody = 'changed';
        Entries.push(Object.assign({ ...Entries[0] }, { Id: 'b', MessageAttributes: { traceparent } }));
      },
    });
    const Entries = deepFreeze([{ Id: 'a', MessageBody: 'x' }]);
    const { Successful } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [...Entries] }));
    assert.equal(Successful?.length, 2);
    const entries = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries;
    const create = world.tracing.span(`create ${queueName(QueueUrl)}`).spanContext();
    assert.deepEqual(
      entries?.map((entry) => [entry.MessageBody, entry.MessageAttributes]),
      [
        ['changed', { traceparent: text(traceparentOf(create)) }],
        ['changed', { traceparent }],
      ],
    );
    assert.deepEqual(Entries, [{ Id: 'a', MessageBody: 'x' }]);
  });

  it('the response hook has the last word over name, attributes and status', async () => {
    world.instrumentation.setConfig({
      responseHook: (span) =>
        void span
          .updateName('renamed')
          .setAttributes({ 'rpc.method': 'mine', 'error.type': 'mine' })
          .setStatus({ code: SpanStatusCode.OK }),
    });
    await assert.rejects(world.sqs.send(new SendMessageCommand({ ...input(), QueueUrl: `${QueueUrl}-lost` })));
    const { attributes: told, status } = world.tracing.span('renamed');
    assert.deepEqual([told['rpc.method'], told['error.type'], status.code], ['mine', 'mine', SpanStatusCode.OK]);
  });

  it('a hook that throws costs one line of diagnostics, and neither call nor span', async () => {
    const lines: unknown[][] = [];
    const logger = { error: (...args: unknown[]) => void lines.push(args) };
    const none = () => undefined;
    diag.setLogger({ ...logger, warn: none, info: none, debug: none, verbose: none }, DiagLogLevel.ERROR);
    const boom = () => {
      throw new Error('boom');
    };
    world.instrumentation.setConfig({ requestHook: boom, responseHook: boom });
    try {
      const { MessageId } = await world.sqs.send(new SendMessageCommand(input()));
      assert.ok(MessageId);
      assert.deepEqual(
        lines.map(([, message]) => message),
        ['requestHook threw', 'responseHook threw'],
      );
      const failure = world.sqs.send(new SendMessageCommand({ ...input(), QueueUrl: `${QueueUrl}-lost` }));
      await assert.rejects(failure, { name: 'QueueDoesNotExist' });
      assert.equal(lines.length, 4);
    } finally {
      diag.disable();
    }
    assert.deepEqual(sent().MessageAttributes?.['a0'], text('v0'));
    assert.ok(sentAttribute(sent(), 'traceparent'));
    assert.equal(world.tracing.spans('SQS.SendMessage').length, 2);
  });

  it('a hook that is async and rejects does not end the process', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => void unhandled.push(reason);
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', onUnhandled);
    const rejects = async () => Promise.reject(new Error('later'));
    world.instrumentation.setConfig({
      requestHook: rejects as unknown as () => void,
      responseHook: rejects as unknown as () => void,
      ignore: rejects as unknown as () => boolean,
      propagateMessageContext: rejects as unknown as () => boolean,
      processHook: rejects as unknown as () => void,
    });
    try {
      await world.sqs.send(new SendMessageCommand(input()));
      for (const message of await world.receive(QueueUrl)) processMessage(message, () => undefined);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
    assert.deepEqual(unhandled, []);
    assert.equal(world.tracing.spans('SQS.SendMessage').length, 1);
  });

  it('the process hook is called once for each message, inside its span', async () => {
    const queue = await world.createQueue();
    const hooked: unknown[] = [];
    world.instrumentation.setConfig({
      processHook(span, message) {
        span.setAttribute('app.body', String((message as { Body?: string }).Body));
        hooked.push([message, trace.getActiveSpan() === span]);
      },
    });
    await world.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'a' }));
    await world.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'b' }));
    const messages = await world.receive(queue);
    for (const message of messages) await processMessage(message, async () => Promise.resolve());
    assert.deepEqual(
      hooked,
      messages.map((message) => [message, true]),
    );
    assert.deepEqual(
      world.tracing.spans(`process ${queueName(queue)}`).map((span) => span.attributes['app.body']),
      ['a', 'b'],
    );
  });

  it('a hook that quotes a message in what it throws leaves nothing of it in diagnostics', async () => {
    const diagnostics = captureDiagnostics();
    try {
      world.instrumentation.setConfig({
        requestHook: (_span, _service, _operation, { MessageBody }) => void JSON.parse(String(MessageBody)),
      });
      await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'canary-4711' }));
    } finally {
      diagnostics.stop();
    }
    assert.equal(diagnostics.lines.length, 1);
    assert.match(diagnostics.lines[0] ?? '', /requestHook threw/);
    assert.doesNotMatch(diagnostics.lines[0] ?? '', /canary/);
  });
});
