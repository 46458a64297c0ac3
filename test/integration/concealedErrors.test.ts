import assert from 'node:assert/strict';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SpanStatusCode } from '@opentelemetry/api';
import { processBatch, processMessage, traced, wrapSqsHandler } from '../../src';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { FakeClient } from '../contract/fakeClient';
import { captureDiagnostics } from '../support/diagnostics';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

const SECRET = '4111-secret';

describe('an error that quotes a request', () => {
  let server: CannedServer;
  let world: ServicesWorld;
  let client: DynamoDBClient;

  before(async () => {
    server = await startCannedServer();
    world = startServicesWorld();
    client = world.own(new DynamoDBClient({ ...server.clientConfig, maxAttempts: 1 }));
  });
  after(async () => {
    await world.stop();
    await server.stop();
  });
  beforeEach(() => {
    world.reset();
    server.reset();
    quote(SECRET);
  });

  function quote(text: string): void {
    server.answerWith({
      status: 400,
      body: { __type: 'x#ValidationException', message: `The parameter cannot be converted: ${text}`, code: 'Invalid' },
    });
  }
  const put = (value = SECRET) =>
    client.send(new PutItemCommand({ TableName: 'orders', Item: { Total: { N: value } } }));
  const message = () => ({ MessageId: 'id', ReceiptHandle: 'handle', Body: 'body' });
  const record = {
    messageId: 'id',
    receiptHandle: 'handle',
    body: 'body',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:orders',
  };

  /** All spans are errors, and none of them quotes the secret. */
  function assertConcealed(count: number, secret = SECRET, said = /The parameter cannot be converted: \*\*/): void {
    const spans = world.tracing.spans();
    assert.equal(spans.length, count);
    for (const { name, status, events, attributes } of spans) {
      assert.equal(status.code, SpanStatusCode.ERROR, name);
      assert.ok(attributes['error.type'], name);
      assert.ok(!JSON.stringify([status, events, attributes]).includes(secret), name);
      for (const event of events) {
        assert.match(String(event.attributes?.['exception.message']), said, name);
        assert.match(String(event.attributes?.['exception.stacktrace']), /\n {4}at /, name);
      }
    }
  }

  const layers: Readonly<Record<string, () => Promise<unknown>>> = {
    processMessage: () => processMessage(message(), () => put()),
    traced: () => traced(() => put())(),
    'a handler of Lambda': () => wrapSqsHandler(put)({ Records: [record] } as never),
    processBatch: () =>
      processBatch([message()], () => put(), {}).then((results) => {
        throw results;
      }),
  };
  for (const [name, run] of Object.entries(layers)) {
    it(`is concealed on the spans around the call, too: ${name}`, async () => {
      await assert.rejects(run());
      assert.ok(world.tracing.spans().length > 1);
      assertConcealed(world.tracing.spans().length, SECRET, /The parameter cannot be converted: \*\*/);
    });
  }

  it('is the very error to the application', async () => {
    await assert.rejects(
      put(),
      (error: Error) => error.message.endsWith(SECRET) && error.stack?.includes(SECRET) === true,
    );
  });

  const wrappers: Readonly<Record<string, (error: Error) => unknown>> = {
    'by its cause and message': (error) => new Error(`not stored: ${error.message}`, { cause: error }),
    'by its message alone': (error) => new Error(`not stored: ${error.message}`),
    'by an AggregateError': (error) => new AggregateError([error], `all failed: ${error.message}`),
    'as a text': (error) => `not stored: ${error.message}`,
  };
  for (const [how, wrap] of Object.entries(wrappers)) {
    it(`is concealed in an error that has it ${how}`, async () => {
      const failing = traced(async () => {
        await put().catch((error: Error) => {
          throw wrap(error);
        });
      });
      await assert.rejects(async () => failing());
      for (const { status, events } of world.tracing.spans()) {
        assert.match(String(status.message), /The parameter cannot be converted: \*\*$/);
        assert.ok(!JSON.stringify([status, events]).includes(SECRET));
      }
      assert.equal(world.tracing.spans().length, 2);
    });
  }

  it('of a phone number is concealed likewise', async () => {
    const sns = world.own(new SNSClient({ ...server.clientConfig, maxAttempts: 1 }));
    server.answerWith({
      status: 400,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse><Error><Code>InvalidParameter</Code><Message>Invalid parameter: +1 (555) 010-4711 is not valid</Message></Error></ErrorResponse>`,
    });
    const publish = () => sns.send(new PublishCommand({ PhoneNumber: '+15550104711', Message: 'x' }));
    await assert.rejects(async () => traced(publish)());
    assertConcealed(2, '4711', /^Invalid parameter: \*\* is not valid$/);
  });

  it('of any other service is concealed likewise', async () => {
    const secrets = world.own(new SecretsManagerClient({ ...server.clientConfig, maxAttempts: 1 }));
    const said = `1 validation error detected: Value '${SECRET}' at 'secretString' failed to satisfy constraint`;
    server.answerWith({ status: 400, body: { __type: 'x#ValidationException', message: said } });
    const call = secrets.send(new PutSecretValueCommand({ SecretId: 'shop/db', SecretString: SECRET }));
    await assert.rejects(call);
    assertConcealed(1, SECRET, /^1 validation error detected: Value '\*\*' at 'secretString' failed/);
  });

  it('of the document client, with a value that is no plain one, is concealed', async () => {
    class Card {
      readonly #digits = SECRET;
      toString(): string {
        return this.#digits;
      }
    }
    const documents = DynamoDBDocumentClient.from(client);
    const Item = { id: 1, Statement: new Card(), at: new Date(), shop: new URL('https://shop.example/?token=4711') };
    for (const [name, value] of Object.entries(Item).slice(1)) {
      world.tracing.reset();
      await assert.rejects(
        documents.send(new PutCommand({ TableName: 'orders', Item: { [name]: value } })),
        /Unsupported type/,
      );
      assertConcealed(1, String(value), /^Unsupported type passed: \*\*\. Pass/);
    }
  });

  it('is an error with its type however long the value is, and nothing of it comes to a log', async () => {
    const diagnostics = captureDiagnostics();
    try {
      for (const length of [10, 1000, 45_000, 400_000]) {
        world.tracing.reset();
        const value = 'canary'.padEnd(length, '+canary');
        quote(value);
        await assert.rejects(put(value), { name: 'ValidationException' });
        assertConcealed(1, 'canary');
      }
      assert.deepEqual(diagnostics.lines, []);
    } finally {
      diagnostics.stop();
    }
  });

  it('is an error with its type whatever it does when it is read', async () => {
    const odd = Object.defineProperties(Object.create(null) as object, {
      message: { get: () => assert.fail('no') },
      name: { value: 'OddError' },
      $metadata: { get: () => assert.fail('no') },
    });
    const failing = new FakeClient('DynamoDB', {}).send('PutItem', { Item: {} }, () => {
      throw odd;
    });
    assert.equal(await failing.catch((error: unknown) => error), odd);
    const { status, attributes } = world.tracing.span('DynamoDB.PutItem');
    assert.deepEqual([status.code, attributes['error.type']], [SpanStatusCode.ERROR, 'OddError']);
  });

  const save = () => client.send(new PutItemCommand({ TableName: 't', Item: { Total: { N: SECRET } } }));
  const OWN: Record<string, (error: Error) => Error> = {
    'as JSON': (error) => new Error(JSON.stringify({ told: error.message })),
    'as the stack of its cause': ({ stack }) => {
      const own = new Error('not saved');
      own.stack += `\nCaused by: ${stack}`;
      return own;
    },
  };
  for (const [how, own] of Object.entries(OWN)) {
    it(`does not say it in an error of the application that has it ${how}`, async () => {
      quote(`"${SECRET}"`);
      const failing = processMessage({ Body: 'x' }, () => save().catch((error: Error) => Promise.reject(own(error))));
      await assert.rejects(failing, { name: 'Error' });
      const [span] = world.tracing.spans().filter(({ name }) => name.startsWith('process'));
      assert.equal(span?.status.code, SpanStatusCode.ERROR);
      const told = JSON.stringify([span.status, span.events]);
      assert.ok(told.includes('cannot be converted') && !told.includes(SECRET), told);
    });
  }

  it('does not say it on a span around a call that is ignored', async () => {
    world.instrumentation.setConfig({ ignore: () => true });
    await assert.rejects(processMessage({ Body: 'x' }, save), {
      message: `The parameter cannot be converted: ${SECRET}`,
    });
    const [span, ...others] = world.tracing.spans();
    assert.deepEqual(others, []);
    assert.equal(span?.status.message, 'The parameter cannot be converted: **');
    assert.ok(!JSON.stringify(span.events).includes(SECRET));
    world.instrumentation.setConfig({});
  });
});
