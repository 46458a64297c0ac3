import assert from 'node:assert/strict';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { BASE, originalSend } from '../attach/baseClass';
import { startStubServer } from '../attach/stubServer';
import { type InstrumentableClient, SqsInstrumentation, instrumentClient } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe('instrumentClient', () => {
  const server = useWorld(startStubServer);
  let tracing: Tracing;
  let client: SQSClient;
  let instrumentation: SqsInstrumentation | undefined;
  const send = originalSend();

  beforeEach(() => {
    tracing = startTracing();
    client = new SQSClient(server.clientConfig);
    server.clear();
  });
  afterEach(async () => {
    instrumentation?.disable();
    instrumentation = undefined;
    client.destroy();
    await tracing.stop();
  });

  const spansOf = async (call: () => Promise<unknown>): Promise<string[]> => {
    tracing.reset();
    await call();
    return tracing.spans().map(({ name }) => name);
  };
  const list = (of = client): Promise<string[]> => spansOf(() => of.send(new ListQueuesCommand({})));
  const QueueUrl = 'http://127.0.0.1/123456789012/jobs';
  const sendMessage = (): Promise<string[]> =>
    spansOf(() => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));

  it('gives back the same client, traced, with no module hook', async () => {
    assert.equal(instrumentClient(client), client);
    assert.equal(BASE.send, send);
    assert.equal(Object.hasOwn(client, 'send'), false);
    assert.deepEqual(await sendMessage(), ['SQS.SendMessage']);
    const { traceId, spanId } = tracing.span('SQS.SendMessage').spanContext();
    const { MessageAttributes } = JSON.parse(server.requests[0]?.body ?? '');
    assert.equal(MessageAttributes.traceparent.StringValue, `00-${traceId}-${spanId}-01`);
  });

  it('leaves all other clients alone', async () => {
    instrumentClient(client);
    const other = new SQSClient(server.clientConfig);
    assert.deepEqual(await list(other), []);
    other.destroy();
  });

  it('is idempotent', async () => {
    for (let i = 0; i < 3; i++) instrumentClient(client);
    assert.deepEqual(await list(), ['SQS.ListQueues']);
    assert.equal(client.middlewareStack.identify().filter((name) => /opentelemetry/i.test(name)).length, 1);
  });

  for (const cacheMiddleware of [false, true]) {
    it(`takes a client that was used before, with cacheMiddleware: ${cacheMiddleware}`, async () => {
      const used = new SQSClient({ ...server.clientConfig, cacheMiddleware });
      assert.deepEqual(await list(used), []);
      instrumentClient(used);
      assert.deepEqual(await list(used), ['SQS.ListQueues']);
      assert.deepEqual(await list(used), ['SQS.ListQueues']);
      used.destroy();
    });
  }

  it('together with the automatic way gives one span, in either order', async () => {
    instrumentClient(client);
    instrumentation = new SqsInstrumentation();
    assert.deepEqual(await list(), ['SQS.ListQueues']);
    const other = new SQSClient(server.clientConfig);
    assert.deepEqual(await list(other), ['SQS.ListQueues']);
    instrumentClient(other);
    assert.deepEqual(await list(other), ['SQS.ListQueues']);
    other.destroy();
  });

  it('traces on where the automatic way is switched off', async () => {
    instrumentation = new SqsInstrumentation();
    instrumentClient(client);
    instrumentation.disable();
    assert.deepEqual(await list(), ['SQS.ListQueues']);
  });

  it('follows the configuration of the automatic way, unless it is given its own', async () => {
    instrumentation = new SqsInstrumentation({ spanNames: 'messaging' });
    instrumentClient(client);
    assert.deepEqual(await sendMessage(), ['send jobs']);
    instrumentClient(client, { spanNames: 'operation' });
    assert.deepEqual(await sendMessage(), ['SQS.SendMessage']);
    instrumentation.setConfig({ spanNames: 'messaging', ignore: () => true });
    assert.deepEqual(await sendMessage(), ['SQS.SendMessage']);
    instrumentClient(client);
    assert.deepEqual(await sendMessage(), ['SQS.SendMessage']);
    instrumentClient(client, { spanNames: 'messaging' });
    assert.deepEqual(await sendMessage(), ['send jobs']);
  });

  it('takes one client out with enabled: false, and in again', async () => {
    instrumentation = new SqsInstrumentation();
    instrumentClient(client, { enabled: false });
    assert.deepEqual(await sendMessage(), []);
    assert.equal(JSON.parse(server.requests[0]?.body ?? '').MessageAttributes, undefined);
    const other = new SQSClient(server.clientConfig);
    assert.deepEqual(await list(other), ['SQS.ListQueues']);
    other.destroy();
    instrumentClient(client, { enabled: true });
    assert.deepEqual(await sendMessage(), ['SQS.SendMessage']);
  });

  for (const [title, instrument] of Object.entries({
    'the document client': (_raw: DynamoDBClient, documents: DynamoDBDocumentClient) => instrumentClient(documents),
    'its parent': (raw: DynamoDBClient) => instrumentClient(raw),
    both: (raw: DynamoDBClient, documents: DynamoDBDocumentClient) => {
      instrumentClient(raw);
      instrumentClient(documents);
    },
    neither: () => (instrumentation = new SqsInstrumentation()),
  })) {
    it(`gives one span for each call of a DynamoDBDocumentClient and its parent: ${title} given`, async () => {
      const raw = new DynamoDBClient(server.clientConfig);
      const documents = DynamoDBDocumentClient.from(raw);
      instrument(raw, documents);
      const get = new GetCommand({ TableName: 'users', Key: { id: '1' } });
      assert.deepEqual(await spansOf(() => documents.send(get)), ['DynamoDB.GetItem']);
      assert.deepEqual(await spansOf(() => raw.send(new ListTablesCommand({}))), ['DynamoDB.ListTables']);
      raw.destroy();
    });
  }

  it('traces nothing where no SDK is registered, and begins when one is', async () => {
    await tracing.stop();
    instrumentClient(client);
    assert.deepEqual(await sendMessage(), []);
    assert.equal(JSON.parse(server.requests[0]?.body ?? '').MessageAttributes, undefined);
    tracing = startTracing();
    assert.deepEqual(await sendMessage(), ['SQS.SendMessage']);
  });

  it('gives back what is no client as it is, and says so', () => {
    const warnings: string[] = [];
    const ignore = (): void => {};
    const warn = (...words: unknown[]): void => void warnings.push(words.join(' '));
    diag.setLogger(
      { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    try {
      const odd: unknown[] = [
        {},
        [],
        () => {},
        null,
        undefined,
        'sqs',
        7,
        { middlewareStack: {} },
        Object.freeze({}),
        SQSClient,
      ];
      for (const given of odd) {
        warnings.length = 0;
        assert.equal(instrumentClient(given as InstrumentableClient), given);
        assert.deepEqual([warnings.length, /no AWS SDK v3 client/.test(warnings[0] ?? '')], [1, true], String(given));
      }
      const clientWithoutStack = new Proxy({} as InstrumentableClient, { get: () => assert.fail('a getter threw') });
      assert.equal(instrumentClient(clientWithoutStack), clientWithoutStack);
    } finally {
      diag.disable();
    }
  });
});
