import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { SpanStatusCode, context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { testClientConfig } from '../support/awsServer';
import { pause } from '../process/consumerWorld';
import { bodyOf, sentAttribute, startSqsWorld, traceparentOf } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('calls that fail', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  /** The error that the caller catches: the very object that the SDK threw, untouched. */
  const failureOf = async (call: Promise<unknown>): Promise<Error> => {
    const error: unknown = await call.then(
      () => assert.fail('The call succeeded'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Error);
    return error;
  };
  const assertFailed = (span: ReadableSpan, error: Error, type: string) => {
    assert.equal(span.attributes['error.type'], type);
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: error.message });
    const [event] = span.events;
    assert.equal(span.events.length, 1);
    assert.equal(event?.name, 'exception');
    assert.equal(event.attributes?.['exception.message'], error.message);
    assert.match(String(event.attributes?.['exception.stacktrace']), /\n {4}at /);
  };
  const message = (queueUrl = QueueUrl) => new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' });
  const send = (config: SQSClientConfig = {}) => world.client({ maxAttempts: 1, ...config }).send(message());

  it('a queue that does not exist: code of the service, status and request id of the response', async () => {
    const error = await failureOf(world.sqs.send(message(`${QueueUrl}-lost`)));
    assert.equal(error.name, 'QueueDoesNotExist');
    const span = world.tracing.span('SQS.SendMessage');
    assertFailed(span, error, 'AWS.SimpleQueueService.NonExistentQueue');
    const { requestId } = (error as Error & { $metadata: { requestId?: string } }).$metadata;
    assert.equal(span.attributes['http.response.status_code'], 400);
    assert.equal(span.attributes['aws.request_id'], requestId);
    assert.equal(span.attributes['aws.request.attempts'], undefined);
  });

  for (const [code, status] of [
    ['RequestThrottled', 400],
    ['ThrottlingException', 429],
    ['AccessDenied', 403],
    ['KmsThrottled', 400],
    ['InternalError', 500],
  ] as const) {
    it(`${code} is told by its code`, async () => {
      world.server.failNext({ operation: 'SendMessage', status, code });
      const error = await failureOf(send());
      const span = world.tracing.span('SQS.SendMessage');
      assertFailed(span, error, code);
      assert.equal(span.attributes['http.response.status_code'], status);
    });
  }

  it('a connection that is refused: the code of the system, and where it went', async () => {
    const port = await freePort();
    const config = { ...testClientConfig(port), useQueueUrlAsEndpoint: false };
    const error = await failureOf(send(config));
    const span = world.tracing.span('SQS.SendMessage');
    assertFailed(span, error, 'ECONNREFUSED');
    assert.deepEqual([span.attributes['server.address'], span.attributes['server.port']], ['127.0.0.1', port]);
    assert.equal(span.attributes['http.response.status_code'], undefined);
  });

  it("an abort is nobody's error, before the request and while it is under way", async () => {
    const late = new AbortController();
    for (const abortSignal of [AbortSignal.abort(), late.signal]) {
      world.reset();
      const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
      const failure = failureOf(world.sqs.send(command, { abortSignal }));
      while (!abortSignal.aborted && world.server.sent('ReceiveMessage').length === 0) await pause(5);
      late.abort();
      const error = await failure;
      assert.equal(error.name, 'AbortError');
      const { attributes, status, events } = world.tracing.span('SQS.ReceiveMessage');
      assert.deepEqual([attributes['error.type'], status, events], ['AbortError', { code: SpanStatusCode.UNSET }, []]);
    }
  });

  it('a timeout of the request', async () => {
    const client = world.client({
      maxAttempts: 1,
      requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
    });
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const error = await failureOf(client.send(command));
    assert.equal(error.name, 'TimeoutError');
    assertFailed(world.tracing.span('SQS.ReceiveMessage'), error, 'TimeoutError');
  });

  it('no credentials, no region: what fails before there is a request', async () => {
    const refuse = async () => Promise.reject(new TypeError('no credentials'));
    const error = await failureOf(send({ credentials: refuse }));
    assert.equal(error.message, 'no credentials');
    assertFailed(world.tracing.span('SQS.SendMessage'), error, error.name);
    world.reset();
    const none = () => {
      throw new RangeError('no region');
    };
    assert.equal((await failureOf(send({ region: none }))).message, 'no region');
    assert.equal(world.tracing.span('SQS.SendMessage').attributes['error.type'], 'RangeError');
    assert.deepEqual(world.server.sent(), []);
  });

  it('the caller gets the object that was thrown, whatever it is, and with nothing added', async () => {
    for (const thrown of [new Error('mine'), Object.freeze(new Error('frozen')), 'text', 7, {}]) {
      world.reset();
      const client = world.client();
      client.middlewareStack.add(
        () => () => {
          throw thrown;
        },
        { step: 'build' },
      );
      const keys = thrown instanceof Error ? Reflect.ownKeys(thrown) : [];
      const caught: unknown = await client.send(message()).then(
        () => assert.fail('The call succeeded'),
        (reason: unknown) => reason,
      );
      assert.equal(caught, thrown);
      if (thrown instanceof Error) assert.deepEqual(Reflect.ownKeys(thrown), keys);
      const { attributes, status } = world.tracing.span('SQS.SendMessage');
      assert.equal(status.code, SpanStatusCode.ERROR);
      assert.equal(attributes['error.type'], thrown instanceof Error ? 'Error' : '_OTHER');
    }
  });

  describe('retries', () => {
    for (const [operation, command] of [
      ['SendMessage', () => message()],
      ['SendMessageBatch', () => new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] })],
    ] as const) {
      it(`${operation}: 503, then 200: one span, and the same context in both requests`, async () => {
        world.server.failNext({ operation, status: 503 });
        await world.sqs.send(command() as SendMessageCommand);
        const requests = world.server.sent(operation).map(bodyOf);
        assert.equal(requests.length, 2);
        assert.deepEqual(requests[0], requests[1]);
        const span = world.tracing.span(`SQS.${operation}`);
        const traceparent = sentAttribute(requests[0]?.Entries?.[0] ?? requests[0], 'traceparent');
        assert.equal(traceparent?.split('-')[1], span.spanContext().traceId);
        if (operation === 'SendMessage') assert.equal(traceparent, traceparentOf(span.spanContext()));
        assert.equal(span.status.code, SpanStatusCode.UNSET);
        assert.equal(span.attributes['aws.request.attempts'], 2);
        assert.equal(typeof span.attributes['aws.request.total_retry_delay'], 'number');
        assert.equal(span.attributes['http.response.status_code'], 200);
      });
    }

    it('that do not help: one span with the last error and how often it was tried', async () => {
      world.server.failNext({ operation: 'SendMessage', status: 503, times: 3 });
      const error = await failureOf(world.sqs.send(message()));
      assert.equal(world.server.sent('SendMessage').length, 3);
      const span = world.tracing.span('SQS.SendMessage');
      assertFailed(span, error, 'ServiceUnavailable');
      assert.equal(span.attributes['aws.request.attempts'], 3);
    });
  });

  it('an error is the same with tracing as without', async () => {
    const traced = await failureOf(world.sqs.send(message(`${QueueUrl}-lost`)));
    const bare = await context.with(suppressTracing(context.active()), () =>
      failureOf(world.sqs.send(message(`${QueueUrl}-lost`))),
    );
    assert.deepEqual([traced.name, traced.message, Object.keys(traced)], [bare.name, bare.message, Object.keys(bare)]);
  });
});

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
