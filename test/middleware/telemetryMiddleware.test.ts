import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { fromAwsInstrumentationConfig, instrumentClient } from '../../src';
import { shared } from '../../src/shared';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe("the middleware of a client's calls", () => {
  const tracing = useWorld(startTracing);

  it('ends the span of a call where a later middleware throws without a promise', () => {
    const client = instrumentClient(new SQSClient({ region: 'us-east-1' }));
    const refusal = new RangeError('not today');
    client.middlewareStack.add(
      () => () => {
        throw refusal;
      },
      { step: 'initialize', priority: 'high' },
    );
    assert.throws(
      () => void client.send(new ListQueuesCommand({})),
      (error) => error === refusal,
    );
    const { status, attributes } = tracing.span('SQS.ListQueues');
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: 'not today' });
    assert.equal(attributes['error.type'], 'RangeError');
  });

  it('waits for region and version of the client where a hook is to know them', async () => {
    const versions = shared('versions of clients', (): { lookUp?: unknown } => ({}));
    const { lookUp } = versions;
    versions.lookUp = (clientClass: unknown) => (clientClass === SQSClient ? '3.4711.0' : undefined);
    try {
      const region = async (): Promise<string> => {
        await setImmediate();
        return 'eu-west-3';
      };
      const told: unknown[] = [];
      const config = fromAwsInstrumentationConfig({
        preRequestHook: (_span, { moduleVersion, request }) => void told.push(request.region, moduleVersion),
      });
      const client = instrumentClient(new SQSClient({ region }), config);
      client.middlewareStack.add(() => async () => ({ output: { $metadata: {} }, response: {} }), {
        step: 'initialize',
      });
      await client.send(new ListQueuesCommand({}));
      assert.deepEqual(told, ['eu-west-3', '3.4711.0']);
      assert.ok(tracing.span('SQS.ListQueues'));
    } finally {
      versions.lookUp = lookUp;
    }
  });
});
