import assert from 'node:assert/strict';
import {
  assert as holds,
  asyncProperty,
  array,
  constant,
  dictionary,
  oneof,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { forwardMessage } from '../../../src';
import { startConsumerWorld } from '../consumerWorld';
import { useWorld } from '../../support/useWorld';
import { eachMessagePayload, rabbitMessage } from '../brokers/messages';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 200);
const URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead';

/** A message as its sender had it: headers in bytes. */
interface Original {
  readonly body: Buffer | null;
  readonly key: Buffer | null;
  readonly headers: Record<string, Buffer>;
}

/** What arrives, in the same terms. */
type Arrived = Original;

const SOURCES: Record<string, (original: Original) => object | null | undefined> = {
  'SQS by the SDK': ({ body, headers }) =>
    isText(body)
      ? { MessageId: 'id', ReceiptHandle: 'r', Body: String(body), MessageAttributes: sdk(headers) }
      : undefined,
  'SQS in a Lambda event': ({ body, headers }) =>
    isText(body)
      ? {
          messageId: 'id',
          receiptHandle: 'r',
          body: String(body),
          eventSource: 'aws:sqs',
          messageAttributes: lambda(headers),
        }
      : undefined,
  kafkajs: ({ body, key, headers }) => eachMessagePayload({ value: body, key, headers }),
  'a record that tells its place': ({ body, key, headers }) => ({
    topic: 'orders',
    partition: 0,
    offset: 7,
    size: body?.length ?? 0,
    value: body,
    key,
    headers: Object.entries(headers).map(([name, value]) => ({ [name]: value })),
  }),
  amqplib: ({ body, headers }) => body && { ...rabbitMessage({ headers }), content: body },
  'rabbitmq-client': ({ body, headers }) =>
    body && { body, exchange: '', routingKey: 'orders', deliveryTag: 1, redelivered: false, headers },
};

const TARGETS: Record<string, (message: object) => Promise<Arrived>> = {
  async SQS(message) {
    let input: Record<string, unknown> = {};
    const client = { send: (command: { input: typeof input }) => ((input = command.input), Promise.resolve({})) };
    await forwardMessage(client, message, { queueUrl: URL, SendMessageCommand: FakeCommand });
    return { body: Buffer.from(String(input['MessageBody'])), key: null, headers: ofSdk(input['MessageAttributes']) };
  },
  async Kafka(message) {
    let sent:
      | { key: Buffer | null; value: Buffer | string | null; headers: Record<string, string | Buffer> }
      | undefined;
    const producer = {
      send: ({ messages: [one] }: { messages: [NonNullable<typeof sent>] }) => ((sent = one), Promise.resolve()),
    };
    await forwardMessage(producer, message, { topic: 'dead' });
    assert.ok(sent);
    const { value, key } = sent;
    return { body: value === null ? null : Buffer.from(value), key: key ?? null, headers: inBytes(sent.headers) };
  },
  async RabbitMQ(message) {
    let arrived: Arrived | undefined;
    const channel = {
      publish(_: string, __: string, body: Buffer, { headers }: { headers: Record<string, string | Buffer> }) {
        arrived = { body, key: null, headers: inBytes(headers) };
        return true;
      },
    };
    await forwardMessage(channel, message, { routingKey: 'dead' });
    assert.ok(arrived);
    return arrived;
  },
};

/** What this package adds. */
const OWN = ['x-retry-count'];

describe('forwarding loses nothing, or says so before it sends:', () => {
  useWorld(startConsumerWorld);

  for (const [from, receive] of Object.entries(SOURCES)) {
    for (const [to, forward] of Object.entries(TARGETS)) {
      it(`${from} to ${to}`, async () => {
        await holds(
          asyncProperty(originals(), async (original) => {
            const message = receive(original);
            if (message == null) return;
            let arrived: Arrived;
            try {
              arrived = await forward(message);
            } catch (error) {
              assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
              assert.ok(!fits(original, to), `${error.message} for what fits`);
              return;
            }
            assert.deepEqual(arrived.body, original.body);
            if (to === 'Kafka' && 'key' in message) assert.deepEqual(arrived.key, original.key);
            const others = Object.entries(arrived.headers).filter(([name]) => !OWN.includes(name));
            assert.deepEqual(Object.fromEntries(others), original.headers);
          }),
          { numRuns: RUNS },
        );
      });
    }
  }
});

function originals() {
  const name = oneof(
    string({ minLength: 1, maxLength: 12 }),
    constant('X-Tenant'),
    constant('ODD.case'),
    constant('größe'),
  );
  const plain = string({ minLength: 1, maxLength: 40 }).map((text) => Buffer.from(text));
  const bytes = uint8Array({ maxLength: 40 }).map((list) => Buffer.from(list));
  const large = constant(Buffer.alloc(300_000, 'x'));
  return record({
    body: oneof({ weight: 6, arbitrary: plain }, { weight: 2, arbitrary: bytes }, constant(null), large),
    key: oneof(bytes, constant(null)),
    headers: oneof(
      dictionary(name, oneof(plain, bytes), { maxKeys: 12 }),
      array(plain, { maxLength: 9 }).map((values) => Object.fromEntries(values.map((value, n) => [`h${n}`, value]))),
    ).map((headers) => Object.fromEntries(Object.entries(headers).filter(([key]) => !RESERVED.test(key)))),
  });
}

/** Names that are the package's own. */
const RESERVED = /^(x-.*|traceparent|tracestate|baggage)$/i;
const NAME = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;

/** Whether a system can carry it: then it has to. */
function fits({ body, headers }: Original, to: string): boolean {
  if (to === 'Kafka') return true;
  if (to === 'RabbitMQ') return body !== null;
  const entries = Object.entries(headers);
  return isText(body) && entries.length <= 9 && entries.every(([name, value]) => NAME.test(name) && value.length > 0);
}

function isText(body: Buffer | null): boolean {
  return body !== null && body.length > 0 && Buffer.from(body.toString()).equals(body);
}

function sdk(headers: Original['headers']): object {
  return attributes(headers, (bytes) =>
    isText(bytes) ? { DataType: 'String', StringValue: String(bytes) } : { DataType: 'Binary', BinaryValue: bytes },
  );
}

function lambda(headers: Original['headers']): object {
  return attributes(headers, (bytes) =>
    isText(bytes)
      ? { dataType: 'String', stringValue: String(bytes) }
      : { dataType: 'Binary', binaryValue: bytes.toString('base64') },
  );
}

function attributes(headers: Original['headers'], of: (bytes: Buffer) => object): object {
  return Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, of(bytes)]));
}

function ofSdk(given: unknown): Original['headers'] {
  const entries = Object.entries(given as Record<string, { StringValue?: string; BinaryValue?: Buffer }>);
  return Object.fromEntries(
    entries.map(([name, { StringValue, BinaryValue }]) => [name, BinaryValue ?? Buffer.from(StringValue ?? '')]),
  );
}

function inBytes(headers: Record<string, string | Buffer>): Original['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
}

class FakeCommand {
  constructor(readonly input: never) {}
}
