import assert from 'node:assert/strict';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { traced } from '../../src';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

const SECRET = '4111-secret';

describe('what an error quotes of a request that failed long ago, or in part', () => {
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

  it('is concealed in an error that has the messages of many calls', async () => {
    server.answerWith(({ text }) => {
      const { Item } = JSON.parse(text) as { Item: { Total: { N: string } } };
      return { status: 400, body: { __type: 'x#ValidationException', message: `no number: ${Item.Total.N}` } };
    });
    const failing = traced(async () => {
      const results = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => put(`${index}-${SECRET}`)));
      throw new Error(results.map((result) => messageOf(result)).join('; '));
    });
    await assert.rejects(async () => failing(), { message: /^no number: 0-4111-secret; no number: 1-4111-secret; / });
    assertConcealed(41, SECRET, /^no number: \*\*/);
  });

  it('is concealed in an error that is longer than anybody reads', async () => {
    quote(SECRET.padEnd(9000, '+'));
    const failing = traced(async () => {
      const { message: quoted } = await put(SECRET.padEnd(9000, '+')).then(
        () => assert.fail('accepted'),
        (error: Error) => error,
      );
      throw new Error(`${quoted}; ${quoted}; ${quoted}`);
    });
    await assert.rejects(async () => failing());
    assertConcealed(2);
  });

  it('of a service that quotes the part of a body where it stumbled is concealed, and names are not', async () => {
    const queue = world.own(new SQSClient({ ...server.clientConfig, maxAttempts: 1 }));
    for (const [said, MessageBody, shown] of [
      [`Unrecognized token '${SECRET}': was expecting ('true' or 'null')`, `{"card": ${SECRET}, "is": true}`, /'\*\*'/],
      [`The body for 'orders' is malformed at "${SECRET}"`, `orders: ${SECRET}`, /'orders' is malformed at "\*\*"/],
    ] as const) {
      world.tracing.reset();
      server.answerWith({ status: 400, body: { __type: 'x#InvalidMessageContents', message: said } });
      const QueueUrl = `${server.clientConfig.endpoint}/1/orders`;
      await assert.rejects(queue.send(new SendMessageCommand({ QueueUrl, MessageBody })), { message: said });
      assertConcealed(1, SECRET, shown);
      assert.ok(!said.includes('true') || world.tracing.spans()[0]?.status.message?.includes("('true' or 'null')"));
    }
  });

  it('of a service that quotes the part of a payload of bytes is concealed likewise', async () => {
    const lambda = world.own(new LambdaClient({ ...server.clientConfig, maxAttempts: 1 }));
    const said = `Could not parse payload into json: Unrecognized token '${SECRET}': was expecting a value`;
    server.answerWith({ status: 400, body: { __type: 'InvalidRequestContentException', message: said } });
    const Payload = Buffer.from(`card ${SECRET}`);
    await assert.rejects(lambda.send(new InvokeCommand({ FunctionName: 'pay', Payload })), { message: said });
    assertConcealed(1, SECRET, /Unrecognized token '\*\*': was/);
  });
});

function messageOf(result: PromiseSettledResult<unknown>): string {
  assert.ok(result.status === 'rejected' && result.reason instanceof Error);
  return result.reason.message;
}
