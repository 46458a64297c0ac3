import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, processMessage, traced } from '../../src';
import { SERVICES } from '../../src/services';
import type { OperationDefinition } from '../../src/services/service';
import { type Metering, startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';
import { FakeClient } from './fakeClient';
import { SECRETS } from './samples';

const ENDPOINT = new URL('https://user:canary@aws.example:8443/?token=canary');
const QUEUE_URL = 'https://user:canary@sqs.eu-west-1.amazonaws.com/123456789012/orders?X-Amz-Signature=canary';
/** Around what is shown of a message, what breaks a pattern, and what DynamoDB takes for an item. */
const SIZES = [10, 100, 1000, 1030, 45_000, 400_000];

/** A value that prints itself, as those of libraries for money and dates do. */
class Printed {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

const forms: Readonly<Record<string, (text: string) => unknown>> = {
  'a text': (text) => text,
  bytes: (text) => Buffer.from(text),
  'an instance of a class': (text) => new Printed(text),
  'a URL': (text) => new URL(`https://shop.example/?q=${text}`),
};

/** A request with a value wherever a service takes content. */
function requestWith(value: unknown): object {
  const attributes = { secret: { DataType: 'String', StringValue: value, BinaryValue: value } };
  const entry = {
    Id: 'one',
    MessageBody: value,
    Message: value,
    MessageAttributes: attributes,
    Detail: value,
    Data: value,
  };
  const item = { id: { S: value }, Statement: { N: value }, list: { L: [{ M: { deep: value } }] } };
  return {
    QueueUrl: QUEUE_URL,
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:orders',
    TableName: 'orders',
    Bucket: 'b',
    FunctionName: 'resize',
    StreamName: 'clicks',
    SecretId: 'shop/db',
    StateMachineName: 'orders',
    MessageBody: value,
    Message: value,
    Subject: value,
    MessageAttributes: attributes,
    Entries: [entry, entry],
    PublishBatchRequestEntries: [entry],
    Records: [entry],
    Data: value,
    Payload: value,
    InvokeArgs: value,
    input: value,
    output: value,
    cause: value,
    SecretString: value,
    SecretBinary: value,
    Body: value,
    Item: item,
    ExpressionAttributeValues: { ':a': value },
    Metadata: { secret: value },
    Value: value,
    modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
    messages: [{ role: 'user', content: [{ text: value }, { toolResult: { content: [{ json: { deep: value } }] } }] }],
    system: [{ text: value }],
    additionalModelRequestFields: { secret: value },
    body: typeof value === 'string' ? JSON.stringify({ messages: [{ content: value }], prompt: value }) : value,
    inputText: value,
    retrievalQuery: { text: value },
  };
}

/** Those whose answer is a stream of events. */
function streamed(operations: Readonly<Record<string, OperationDefinition>>): string[] {
  return Object.keys(operations).filter((name) => operations[name]?.events !== undefined);
}

/** Events that say what they should not, and an error that quotes it. */
function broken(value: unknown, reject: () => never): AsyncIterable<unknown> {
  return {
    async *[Symbol.asyncIterator]() {
      yield { contentBlockDelta: { delta: { text: value } }, chunk: { bytes: value } };
      reject();
    },
  };
}

describe('canaries of every size and kind', () => {
  let tracing: Tracing;
  let metering: Metering;
  let instrumentation: SqsInstrumentation;
  const said: string[] = [];

  before(() => {
    tracing = startTracing();
    metering = startMetering();
    instrumentation = new SqsInstrumentation();
  });
  after(async () => {
    instrumentation.disable();
    await Promise.all([tracing.stop(), metering.stop()]);
  });
  beforeEach(() => {
    tracing.reset();
    said.splice(0);
    const log = (...args: unknown[]): void => void said.push(inspect(args, { depth: null, maxStringLength: null }));
    diag.setLogger({ error: log, warn: log, info: log, debug: log, verbose: log }, DiagLogLevel.ALL);
  });
  afterEach(() => diag.disable());

  /** Runs a call with what is written to stderr kept. */
  async function watched(run: () => Promise<unknown>): Promise<void> {
    const write = Object.getOwnPropertyDescriptor(process.stderr, 'write');
    process.stderr.write = (chunk: string | Uint8Array): boolean => said.push(String(chunk)) > 0;
    try {
      await run();
    } finally {
      if (write === undefined) Reflect.deleteProperty(process.stderr, 'write');
      else Object.defineProperty(process.stderr, 'write', write);
    }
  }
  const exported = ({ name, attributes, status, events, links }: ReadableSpan): string =>
    JSON.stringify([name, attributes, status, events, links]);

  async function assertNothingSaid(): Promise<void> {
    for (const span of tracing.spans()) {
      assert.doesNotMatch(exported(span), SECRETS, span.name);
      assert.ok(exported(span).length < 20_000, `${span.name}: ${exported(span).length} characters`);
    }
    assert.doesNotMatch(said.join('\n'), SECRETS);
    assert.doesNotMatch(JSON.stringify(await metering.points()), SECRETS);
  }

  const calls: (readonly [service: string, operations: readonly string[], streams: readonly string[]])[] = [
    ...SERVICES.map(({ id, operations }) => [id, Object.keys(operations).slice(0, 3), streamed(operations)] as const),
    ['KMS', ['Encrypt'], []],
  ];
  for (const [service, operations, streams] of calls) {
    for (const [form, make] of Object.entries(forms)) {
      it(`${service}, with ${form}`, async () => {
        for (const size of SIZES) {
          const text = `canary-${'canary'.repeat(size / 6)}`.slice(0, size);
          const value = make(text);
          const rejection = (): never => {
            throw Object.assign(new Error(`Value '${String(value)}' at 'value' failed to satisfy constraint`), {
              name: 'ValidationException',
              $metadata: { httpStatusCode: 400 },
            });
          };
          for (const operation of [...operations, 'FrobnicateWidget']) {
            const client = new FakeClient(service, {}, ENDPOINT);
            const answer = { output: { Body: value, Item: { id: value }, Payload: value, SecretString: value } };
            const message = { MessageId: 'id', ReceiptHandle: 'handle', Body: text };
            const failing = () => traced(() => client.send(operation, requestWith(value), rejection))();
            await watched(async () => {
              await client.send(operation, requestWith(value), () => answer);
              await assert.rejects(async () => processMessage(message, failing));
            });
          }
          for (const operation of streams) {
            const stream = broken(value, rejection);
            const output = { stream, body: stream, completion: stream, EventStream: stream };
            await watched(() =>
              new FakeClient(service, {}, ENDPOINT).send(operation, requestWith(value), () => ({ output })),
            );
            const read = async (): Promise<void> => {
              for await (const each of stream) assert.ok(each);
            };
            await watched(() => assert.rejects(read, { name: 'ValidationException' }));
          }
          await assertNothingSaid();
          const failed = tracing.spans().filter(({ attributes }) => attributes['error.type'] === 'ValidationException');
          assert.ok(failed.length >= operations.length * 3 + streams.length, `${failed.length}`);
          tracing.reset();
        }
      });
    }
  }

  it('what telemetry itself throws is not quoted at length, with a value in it neither', async () => {
    const requestHook = (_span: unknown, _service: string, _operation: string, input: { Body?: unknown }): never => {
      throw new Error(`cannot read https://user:canary@host/ of ${'x'.repeat(100_000)}${String(input.Body)}`);
    };
    const client = new FakeClient('S3', { requestHook });
    await watched(() => client.send('PutObject', { Body: 'canary' }, () => ({ output: {} })));
    assert.ok(said.some((line) => line.includes('requestHook threw')));
    for (const line of said) assert.ok(line.length < 8192, `${line.length}`);
    await assertNothingSaid();
  });
});
