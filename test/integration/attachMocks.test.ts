import assert from 'node:assert/strict';
import { ListQueuesCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { BASE, originalSend } from '../attach/baseClass';
import { startStubServer } from '../attach/stubServer';
import { SqsInstrumentation } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe("a test suite's mocks", () => {
  const server = useWorld(startStubServer);
  let tracing: Tracing;
  let client: SQSClient;
  let instrumentation: SqsInstrumentation;
  let mock: AwsClientStub<SQSClient> | undefined;
  const send = originalSend();

  beforeEach(() => {
    assert.equal(BASE.send, send, 'Another suite left something behind');
    tracing = startTracing();
    client = new SQSClient(server.clientConfig);
    instrumentation = new SqsInstrumentation({ enabled: false });
    server.clear();
  });
  afterEach(async () => {
    mock?.restore();
    mock = undefined;
    instrumentation.disable();
    client.destroy();
    await tracing.stop();
  });

  const start = (target?: SQSClient): AwsClientStub<SQSClient> => {
    mock = mockClient(target ?? SQSClient);
    mock.on(ListQueuesCommand).resolves({ QueueUrls: ['mocked'] });
    return mock;
  };
  const call = async (of = client): Promise<string[] | undefined> =>
    (await of.send(new ListQueuesCommand({}))).QueueUrls;
  const assertMocked = async (of = client): Promise<void> => {
    assert.deepEqual(await call(of), ['mocked']);
    assert.deepEqual([tracing.spans().length, server.requests.length], [0, 0]);
  };
  const assertReal = async (spans: number, of = client): Promise<void> => {
    tracing.reset();
    server.clear();
    assert.equal(await call(of), undefined);
    assert.deepEqual([tracing.spans('SQS.ListQueues').length, tracing.spans().length], [spans, spans]);
    assert.equal(server.requests.length, 1);
  };
  const assertNothingLeft = (): void => {
    assert.equal(Object.hasOwn(SQSClient.prototype, 'send'), false);
    assert.equal(BASE.send, send);
    assert.deepEqual(Object.getOwnPropertyDescriptor(BASE, 'send'), {
      value: send,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  };

  it('work when they are made before the instrumentation is enabled', async () => {
    const stub = start();
    instrumentation.enable();
    await assertMocked();
    stub.restore();
    await assertReal(1);
    instrumentation.disable();
    assertNothingLeft();
    await assertReal(0);
  });

  it('work when they are made afterwards', async () => {
    instrumentation.enable();
    const stub = start();
    await assertMocked();
    stub.restore();
    await assertReal(1);
    instrumentation.disable();
    assertNothingLeft();
  });

  it('can be reset', async () => {
    const stub = start();
    instrumentation.enable();
    stub.reset();
    assert.equal(await client.send(new ListQueuesCommand({})), undefined);
    assert.deepEqual([tracing.spans().length, server.requests.length], [0, 0]);
    stub.restore();
    await assertReal(1);
    instrumentation.disable();
    assertNothingLeft();
  });

  it('stay when the instrumentation is disabled', async () => {
    for (const order of [() => [start(), instrumentation.enable()], () => [instrumentation.enable(), start()]]) {
      order();
      instrumentation.disable();
      await assertMocked();
      mock?.restore();
      assertNothingLeft();
      await assertReal(0);
      tracing.reset();
      server.clear();
    }
  });

  it('stay when the instrumentation is switched off and on', async () => {
    instrumentation.enable();
    const stub = start();
    instrumentation.disable();
    instrumentation.enable();
    await assertMocked();
    stub.restore();
    await assertReal(1);
  });

  it('record what the test sent, and nothing of ours', async () => {
    instrumentation.enable();
    const stub = start();
    const input = { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs', MessageBody: 'x' };
    const command = new SendMessageCommand(input);
    await tracing.provider.getTracer('test').startActiveSpan('parent', async (span) => {
      await client.send(command);
      span.end();
    });
    assert.deepEqual(Object.keys(input), ['QueueUrl', 'MessageBody']);
    const [recorded] = stub.calls();
    assert.equal(recorded?.args[0], command);
    assert.deepEqual(
      tracing.spans().map(({ name }) => name),
      ['parent'],
    );
  });

  it('of one client leave the others alone', async () => {
    const other = new SQSClient(server.clientConfig);
    for (const order of [
      () => [start(client), instrumentation.enable()],
      () => [instrumentation.enable(), start(client)],
    ]) {
      tracing.reset();
      server.clear();
      order();
      await assertMocked();
      await assertReal(1, other);
      mock?.restore();
      await assertReal(1);
      assert.equal(Object.hasOwn(client, 'send'), false);
      instrumentation.disable();
      assertNothingLeft();
    }
    other.destroy();
  });

  it('of a client that was used before work likewise', async () => {
    instrumentation.enable();
    await assertReal(1);
    tracing.reset();
    server.clear();
    const stub = start(client);
    await assertMocked();
    stub.restore();
    await assertReal(1);
  });
});
