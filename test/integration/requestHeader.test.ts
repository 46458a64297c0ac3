import assert from 'node:assert/strict';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { instrumentClient } from '../../src';
import { startSigV4Server } from '../support/sigv4Server';
import { inSpan, startServicesWorld, xRay } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const OUTAGE = { status: 503, body: { __type: 'ServiceUnavailable', message: 'later' } };
const LINEAGE = 'Lineage=25:a87bd80c:0';
const OF_LAMBDA = `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;${LINEAGE}`;
const ENVIRONMENT = { AWS_LAMBDA_FUNCTION_NAME: 'orders', _X_AMZN_TRACE_ID: OF_LAMBDA };
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders';

describe('xrayRequestHeader', () => {
  const world = useWorld(() => startServicesWorld({ xrayRequestHeader: true }));
  const server = useWorld(startSigV4Server);

  afterEach(() => {
    for (const name of Object.keys(ENVIRONMENT)) delete process.env[name];
  });

  const headers = (): unknown[] => server.signed.map((request) => request.headers['x-amzn-trace-id']);
  const asLambda = () => Object.assign(process.env, ENVIRONMENT);
  const dynamodb = () => world.own(new DynamoDBClient({ ...server.clientConfig, maxAttempts: 3 }));
  const list = (client: DynamoDBClient) => client.send(new ListTablesCommand({}));

  it('tells the span of the call on every attempt, and the signature stays valid', async () => {
    server.answerNext(OUTAGE, OUTAGE);
    await inSpan(() => list(dynamodb()));
    const header = xRay(world.tracing.span('DynamoDB.ListTables'));
    assert.deepEqual(headers(), [header, header, header]);
    assert.ok(server.signed.every(({ valid }) => valid));
  });

  it('is off by default, and follows the options while a client lives', async () => {
    const client = dynamodb();
    world.instrumentation.setConfig({});
    await list(client);
    world.instrumentation.setConfig({ xrayRequestHeader: true });
    await list(client);
    world.instrumentation.setConfig({ xrayRequestHeader: false });
    await list(client);
    const [, traced] = world.tracing.spans('DynamoDB.ListTables');
    assert.deepEqual(headers(), [undefined, traced && xRay(traced), undefined]);
  });

  it('inside Lambda it stands where the SDK sends its own, and keeps what finds endless loops', async () => {
    asLambda();
    await list(dynamodb());
    assert.deepEqual(headers(), [`${xRay(world.tracing.span('DynamoDB.ListTables'))};${LINEAGE}`]);
    world.instrumentation.setConfig({});
    await list(dynamodb());
    assert.equal(headers()[1], OF_LAMBDA);
  });

  it('an execution, an event and a message inside Lambda have the header that their request has', async () => {
    asLambda();
    const executions = world.own(new SFNClient({ ...server.clientConfig, disableHostPrefix: true }));
    await executions.send(new StartExecutionCommand({ stateMachineArn: MACHINE }));
    const events = world.own(new EventBridgeClient(server.clientConfig));
    await events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] }));
    world.instrumentation.setConfig({ xrayRequestHeader: true, awsTraceHeader: 'always' });
    const sqs = world.own(new SQSClient(server.clientConfig));
    await sqs.send(new SendMessageCommand({ QueueUrl: 'http://q/123456789012/orders', MessageBody: 'x' }));
    const names = ['SFN.StartExecution', 'EventBridge.PutEvents', 'SQS.SendMessage'];
    const expected = names.map((name) => xRay(world.tracing.span(name)));
    assert.deepEqual(
      headers(),
      expected.map((header) => `${header};${LINEAGE}`),
    );
    for (const [index, header] of expected.entries()) assert.ok(String(server.signed[index]?.text).includes(header));
  });

  for (const name of ['X-Amzn-Trace-Id', 'x-amzn-trace-id']) {
    for (const lambda of [false, true]) {
      it(`${name} of the application stays${lambda ? ', also inside Lambda' : ''}`, async () => {
        if (lambda) asLambda();
        const client = dynamodb();
        client.middlewareStack.add(
          (next) => (args) => {
            Object.assign((args.request as { headers: object }).headers, { [name]: 'Root=own' });
            return next(args);
          },
          { step: 'build' },
        );
        await list(client);
        await list(client);
        assert.deepEqual(headers(), ['Root=own', 'Root=own']);
      });
    }
  }

  it('is not part of a presigned URL, and comes with one to nobody', async () => {
    const client = world.own(new S3Client({ ...server.clientConfig, forcePathStyle: true }));
    const sign = () =>
      inSpan(() =>
        getSignedUrl(client, new GetObjectCommand({ Bucket: 'photos', Key: 'cat.jpg' }), {
          expiresIn: 60,
          signingDate: new Date('2026-01-01T00:00:00Z'),
        }),
      );
    world.instrumentation.disable();
    const plain = await sign();
    world.instrumentation.enable();
    await client.send(new GetObjectCommand({ Bucket: 'photos', Key: 'cat.jpg' }));
    assert.equal(await sign(), plain);
    assert.doesNotMatch(plain, /trace/i);
  });

  it('a call without a span, or of nobody’s interest, is sent as the SDK sends it', async () => {
    asLambda();
    world.instrumentation.setConfig({ xrayRequestHeader: true, ignore: () => true });
    await list(dynamodb());
    world.instrumentation.setConfig({ xrayRequestHeader: true, requireParentSpan: true });
    await list(dynamodb());
    assert.deepEqual(headers(), [OF_LAMBDA, OF_LAMBDA]);
  });

  it('works by hand, with handlers that the client keeps', async () => {
    world.instrumentation.disable();
    const client = world.own(new DynamoDBClient({ ...server.clientConfig, cacheMiddleware: true }));
    await list(client);
    instrumentClient(client, { xrayRequestHeader: true });
    await list(client);
    await list(client);
    world.instrumentation.enable();
    const spans = world.tracing.spans('DynamoDB.ListTables').map(xRay);
    assert.deepEqual(headers(), [undefined, ...spans]);
    assert.equal(new Set(spans).size, 2);
  });
});
