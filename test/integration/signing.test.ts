import assert from 'node:assert/strict';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import type { SqsInstrumentationConfig } from '../../src';
import { startSigV4Server } from '../support/sigv4Server';
import { inSpan, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const SKEW = 20 * 60_000;
const OUTAGE = { status: 503, body: { __type: 'ServiceUnavailable', message: 'later' } };

for (const [situation, http, config] of [
  ['alone', false, {}],
  ['with HTTP traced', true, {}],
  ['with HTTP suppressed', true, { suppressInternalInstrumentation: true }],
] as [string, boolean, SqsInstrumentationConfig][]) {
  describe(`every signature is valid, ${situation}`, () => {
    let httpInstrumentation: HttpInstrumentation;
    before(() => void (httpInstrumentation = new HttpInstrumentation({ enabled: http })));
    const world = useWorld(() => startServicesWorld(config));
    const server = useWorld(startSigV4Server);

    after(() => httpInstrumentation.disable());

    /** All requests were signed well, none had its trace signed with it, and there were so many. */
    const assertSigned = (...services: string[]): void => {
      assert.deepEqual(
        server.signed.map(({ signature }) => signature.service),
        services,
      );
      for (const { valid, signature, headers } of server.signed) {
        assert.equal(valid, true, `${signature.service}: ${signature.given}, expected ${signature.expected}`);
        assert.deepEqual(
          signature.signedHeaders.filter((name) => /trace/.test(name)),
          [],
        );
        assert.equal('traceparent' in headers, http && config.suppressInternalInstrumentation !== true);
      }
    };
    const sqs = (): SQSClient => world.own(new SQSClient({ ...server.clientConfig, maxAttempts: 3 }));
    const send = (client: SQSClient) =>
      inSpan(() =>
        client.send(new SendMessageCommand({ QueueUrl: 'http://q/123456789012/orders', MessageBody: 'a b' })),
      );

    it('on the first try, also where something was put into the request', async () => {
      await send(sqs());
      const lambda = world.own(new LambdaClient(server.clientConfig));
      await inSpan(() =>
        lambda.send(
          new InvokeCommand({ FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:f', Payload: '{}' }),
        ),
      );
      const events = world.own(new EventBridgeClient(server.clientConfig));
      await inSpan(() =>
        events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] })),
      );
      assertSigned('sqs', 'lambda', 'events');
      assert.match(String(server.signed[0]?.text), /traceparent/);
      assert.ok(server.signed[1]?.signature.signedHeaders.includes('x-amz-client-context'));
      assert.match(String(server.signed[2]?.text), /TraceHeader/);
    });

    it('on a retry after an outage, with the context of the first try', async () => {
      server.answerNext(OUTAGE, OUTAGE);
      await send(sqs());
      assertSigned('sqs', 'sqs', 'sqs');
      assert.equal(new Set(server.signed.map(({ text }) => text)).size, 1);
      assert.equal(world.tracing.span('SQS.SendMessage').attributes['aws.request.attempts'], 3);
    });

    it('on the retry with which the SDK corrects its clock', async () => {
      server.setClockAhead(SKEW);
      const client = sqs();
      await send(client);
      assertSigned('sqs', 'sqs');
      const [first, second] = server.signed.map(({ signature }) => signature.date);
      assert.ok(String(second) > String(first), 'the second try is signed with the corrected time');
      await send(client);
      assertSigned('sqs', 'sqs', 'sqs');
      assert.equal(world.tracing.spans('SQS.SendMessage').length, 2);
    });

    it('of a presigned URL, before and after calls of the client', async () => {
      const s3 = world.own(new S3Client({ ...server.clientConfig, forcePathStyle: true }));
      const command = new GetObjectCommand({ Bucket: 'bucket', Key: 'päth/a b.txt' });
      const options = { signingDate: new Date() };
      const before = await getSignedUrl(s3, command, options);
      const { Body } = await s3.send(command);
      await Body?.transformToString();
      world.tracing.reset();
      const after = await getSignedUrl(s3, command, options);
      assert.equal(after, before);
      assert.deepEqual(world.tracing.spans(), []);
      const response = await fetch(after);
      assert.equal(response.status, 200);
      assert.equal(server.signed.at(-1)?.valid, true);
    });

    it('with the credentials of a role that has to be assumed first', async () => {
      const credentials = fromTemporaryCredentials({
        params: { RoleArn: 'arn:aws:iam::123456789012:role/other-account', RoleSessionName: 's' },
        masterCredentials: server.clientConfig.credentials,
        clientConfig: { region: 'us-east-1', endpoint: server.clientConfig.endpoint },
      });
      const client = world.own(new SQSClient({ ...server.clientConfig, credentials }));
      await send(client);
      await send(client);
      assertSigned('sts', 'sqs', 'sqs');
    });
  });
}
