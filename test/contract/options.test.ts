import assert from 'node:assert/strict';
import { context, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { SERVICES } from '../../src/services';
import { type Tracing, startTracing } from '../support/tracing';
import { FakeClient } from './fakeClient';
import { requestsOf } from './samples';

/** One that has nothing of its own, too. */
const CALLS: [service: string, operation: string][] = [
  ...SERVICES.flatMap(({ id, operations }) =>
    [...Object.keys(operations), 'ListTags'].map((operation): [string, string] => [id, operation]),
  ),
  ['KMS', 'Decrypt'],
];
const succeed = () => ({ output: {} });

const isCreate = ({ name }: { readonly name: string }): boolean => name.startsWith('create');

describe('The options that hold for every service', () => {
  let tracing: Tracing;

  before(() => {
    tracing = startTracing();
  });
  after(() => tracing.stop());
  beforeEach(() => tracing.reset());

  it('ignore leaves no span, and the very request that the application made', async () => {
    for (const [service, operation] of CALLS) {
      const asked: unknown[][] = [];
      const [input = {}] = requestsOf(service);
      const client = new FakeClient(service, { ignore: (...args) => asked.push(args) > 0 });
      await client.send(operation, input, succeed);
      assert.deepEqual(asked, [[service, operation, input]]);
      assert.equal(client.sent[0]?.input, input, `${service}.${operation}`);
    }
    assert.deepEqual(tracing.spans(), []);
  });

  it('requireParentSpan leaves calls outside of a trace alone, and traces those inside', async () => {
    for (const [service, operation] of CALLS) {
      const [input = {}] = requestsOf(service);
      const client = new FakeClient(service, { requireParentSpan: true });
      await client.send(operation, input, succeed);
      assert.equal(client.sent[0]?.input, input);
      assert.deepEqual(tracing.spans(), []);
      const parent = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
      await context.with(trace.setSpan(context.active(), parent), () => client.send(operation, input, succeed));
      const { name, parentSpanContext } = tracing.spans().findLast((span) => !isCreate(span)) ?? assert.fail(service);
      assert.equal(parentSpanContext?.spanId, parent.spanContext().spanId, name);
      tracing.reset();
    }
  });

  it('suppressInternalInstrumentation hides whatever is below a call, and nothing else', async () => {
    for (const [service, operation] of CALLS) {
      for (const suppressInternalInstrumentation of [false, true]) {
        const client = new FakeClient(service, { suppressInternalInstrumentation });
        let below: boolean | undefined;
        await client.send(operation, {}, () => {
          below = isTracingSuppressed(context.active());
          return succeed();
        });
        assert.equal(below, suppressInternalInstrumentation, `${service}.${operation}`);
        assert.equal(isTracingSuppressed(context.active()), false);
      }
    }
    assert.equal(tracing.spans().filter((span) => !isCreate(span)).length, CALLS.length * 2);
  });

  it('a service that is known by its name only has what every call has, and its name no blanks', async () => {
    const client = new FakeClient('Cognito Identity Provider', {});
    await client.send('AdminGetUser', { UserPoolId: 'pool', Username: 'canary' }, () => ({
      output: { $metadata: { httpStatusCode: 200, requestId: 'id' }, Username: 'canary' },
    }));
    assert.deepEqual(tracing.span('CognitoIdentityProvider.AdminGetUser').attributes, {
      'rpc.system': 'aws-api',
      'rpc.service': 'CognitoIdentityProvider',
      'rpc.method': 'AdminGetUser',
      'aws.region': 'eu-west-1',
      'cloud.region': 'eu-west-1',
      'aws.request_id': 'id',
      'http.status_code': 200,
      'http.response.status_code': 200,
    });
  });
});
