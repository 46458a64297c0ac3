import assert from 'node:assert/strict';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { SendMessageCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { startSigV4Server } from '../support/sigv4Server';
import { inSpan, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

describe('Calls that fetch credentials', () => {
  const server = useWorld(startSigV4Server);
  const world = useWorld(startServicesWorld);

  const assumingClient = (): SQSClient =>
    client({
      credentials: fromTemporaryCredentials({
        params: { RoleArn: 'arn:aws:iam::123456789012:role/r', RoleSessionName: 's' },
        masterCredentials: server.clientConfig.credentials,
        clientConfig: { region: 'us-east-1', endpoint: server.clientConfig.endpoint },
      }),
    });
  const client = (config: Partial<SQSClientConfig>): SQSClient =>
    world.own(new SQSClient({ ...server.clientConfig, ...config }));
  const send = (sqs: SQSClient) =>
    sqs.send(new SendMessageCommand({ QueueUrl: 'http://q/123456789012/orders', MessageBody: 'a' }));
  const parentOf = (span: ReadableSpan): string | undefined => {
    const parent = world.tracing.spans().find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId);
    return parent?.name;
  };

  it('are below the call that needs them, not beside the work of the application', async () => {
    const sqs = assumingClient();
    await inSpan(() => send(sqs));
    assert.equal(parentOf(world.tracing.span('STS.AssumeRole')), 'SQS.SendMessage');
    assert.equal(parentOf(world.tracing.span('SQS.SendMessage')), 'work');
  });

  it('are below the first of many calls at once, and there is one of them', async () => {
    const sqs = assumingClient();
    await inSpan(() => Promise.all(Array.from({ length: 5 }, () => send(sqs))));
    assert.equal(parentOf(world.tracing.span('STS.AssumeRole')), 'SQS.SendMessage');
    assert.equal(server.signed.filter(({ signature }) => signature.service === 'sts').length, 1);
  });

  it('are gone with suppressInternalInstrumentation', async () => {
    world.instrumentation.setConfig({ suppressInternalInstrumentation: true });
    const sqs = assumingClient();
    await inSpan(() => send(sqs));
    assert.deepEqual(
      world.tracing.spans().map(({ name }) => name),
      ['SQS.SendMessage', 'work'],
    );
  });

  it('are not traced without a parent where one is required', async () => {
    world.instrumentation.setConfig({ requireParentSpan: true });
    await send(assumingClient());
    assert.deepEqual(world.tracing.spans(), []);
    assert.equal(server.signed.length, 2);
  });

  it('can be ignored like any other', async () => {
    world.instrumentation.setConfig({ ignore: (service) => service === 'STS' });
    const sqs = assumingClient();
    await inSpan(() => send(sqs));
    assert.deepEqual(
      world.tracing.spans().map(({ name }) => name),
      ['SQS.SendMessage', 'work'],
    );
  });

  it('do not stand beside the work of the application when the call that needs them is ignored', async () => {
    world.instrumentation.setConfig({ ignore: (service) => service === 'SQS' });
    const sqs = assumingClient();
    await inSpan(() => send(sqs));
    assert.deepEqual(
      world.tracing.spans().map(({ name }) => name),
      ['work'],
    );
  });
});
