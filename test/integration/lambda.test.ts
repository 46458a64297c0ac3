import assert from 'node:assert/strict';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { startLambdaServer } from '../support/lambdaServer';
import { attributesOf, startServicesWorld, traceparent } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const encode = (context: unknown): string => Buffer.from(JSON.stringify(context)).toString('base64');

describe('Lambda, with functions that run', () => {
  const server = useWorld(startLambdaServer);
  const world = useWorld(startServicesWorld);
  let client: LambdaClient;

  before(() => void (client = world.own(new LambdaClient(server.clientConfig))));

  const invoke = async (input: Partial<InvokeCommandInput> = {}) => {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"a":1}', ...input }));
    return JSON.parse(Payload?.transformToString() || 'null') as { event: unknown; clientContext: unknown };
  };
  const span = () => world.tracing.span('Lambda.Invoke');

  it('a function finds the context of its caller in context.clientContext.custom, its event untouched', async () => {
    assert.deepEqual(await invoke(), {
      event: { a: 1 },
      clientContext: { custom: { traceparent: traceparent(span()) } },
    });
    assert.equal(span().kind, SpanKind.CLIENT);
    assert.deepEqual(attributesOf(span(), 'faas.', 'aws.lambda'), {
      'faas.invoked_name': 'echo',
      'faas.invoked_provider': 'aws',
      'faas.invoked_region': 'us-east-1',
    });
  });

  it('what the application put into the client context arrives, too', async () => {
    const own = { client: { app_title: 'shop' }, custom: { tenant: 't1' }, env: { locale: 'de' } };
    const { clientContext } = await invoke({ ClientContext: encode(own) });
    assert.deepEqual(clientContext, { ...own, custom: { tenant: 't1', traceparent: traceparent(span()) } });
  });

  it('a function that throws is an error by its type, and its message stays with the application', async () => {
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: 'boom' }));
    assert.equal(FunctionError, 'Unhandled');
    assert.match(Payload?.transformToString() ?? '', /canary-of-the-function/);
    assert.deepEqual(span().status, { code: SpanStatusCode.ERROR, message: 'function error' });
    assert.equal(span().attributes['error.type'], 'Error');
    assert.doesNotMatch(JSON.stringify([span().attributes, span().events, span().status]), /canary/);
  });

  it('an Event invocation is told by its type', async () => {
    await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event' }));
    assert.equal(span().attributes['aws.lambda.invocation_type'], 'Event');
    assert.equal(span().attributes['http.response.status_code'], 202);
  });

  it('a function that is not there is the error that the application catches', async () => {
    await assert.rejects(invoke({ FunctionName: 'nope' }), { name: 'ResourceNotFoundException' });
    assert.equal(span().attributes['error.type'], 'ResourceNotFoundException');
    assert.equal(span().attributes['faas.invoked_name'], 'nope');
  });
});
