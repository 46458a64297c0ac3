import assert from 'node:assert/strict';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { startSigV4Server } from '../support/sigv4Server';
import { inSpan, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

describe('With HTTP traced, too', () => {
  let http: HttpInstrumentation;
  before(() => void (http = new HttpInstrumentation({ ignoreIncomingRequestHook: () => true })));
  const world = useWorld(startServicesWorld);
  const server = useWorld(startSigV4Server);

  after(() => http.disable());

  const sqs = (config: object = {}): SQSClient => world.own(new SQSClient({ ...server.clientConfig, ...config }));
  const send = (client: SQSClient) =>
    client.send(new SendMessageCommand({ QueueUrl: 'http://q/123456789012/orders', MessageBody: 'a' }));
  /** All spans of the application's piece of work, each below its parent. */
  const tree = (): string[] => {
    const spans = world.tracing.spans();
    const lines = (parent: string | undefined, indent: string): string[] =>
      spans
        .filter((span) => span.parentSpanContext?.spanId === parent)
        .flatMap((span) => [`${indent}${span.name}`, ...lines(span.spanContext().spanId, `${indent}  `)]);
    return lines(undefined, '');
  };

  it('a call is two spans, its own and that of its request, and a retry is one more request', async () => {
    await inSpan(() => send(sqs()));
    assert.deepEqual(tree(), ['work', '  SQS.SendMessage', '    POST']);
    world.tracing.reset();
    server.answerNext({ status: 503, body: { __type: 'ServiceUnavailable' } });
    await inSpan(() => send(sqs()));
    assert.deepEqual(tree(), ['work', '  SQS.SendMessage', '    POST', '    POST']);
  });

  it('with suppressInternalInstrumentation a call is one span, whatever it waits for', async () => {
    world.instrumentation.setConfig({ suppressInternalInstrumentation: true });
    const region = () => new Promise<string>((resolve) => void setTimeout(() => resolve('us-east-1'), 10));
    server.answerNext({ status: 503, body: { __type: 'ServiceUnavailable' } });
    await inSpan(() => send(sqs({ region })));
    assert.deepEqual(tree(), ['work', '  SQS.SendMessage']);
    assert.equal(server.signed.length, 2);
  });

  it('requests for credentials are below the call that needs them', async () => {
    const credentials = fromTemporaryCredentials({
      params: { RoleArn: 'arn:aws:iam::123456789012:role/r', RoleSessionName: 's' },
      masterCredentials: server.clientConfig.credentials,
      clientConfig: { region: 'us-east-1', endpoint: server.clientConfig.endpoint },
    });
    await inSpan(() => send(sqs({ credentials })));
    assert.deepEqual(tree(), ['work', '  SQS.SendMessage', '    STS.AssumeRole', '      POST', '    POST']);
  });

  it('a call to STS that the application makes itself is its own work', async () => {
    const sts = world.own(new STSClient(server.clientConfig));
    await inSpan(() => sts.send(new GetCallerIdentityCommand({})));
    assert.deepEqual(tree(), ['work', '  STS.GetCallerIdentity', '    POST']);
  });
});
