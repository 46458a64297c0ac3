import assert from 'node:assert/strict';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { instrumentClient } from '../../src';
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
});
