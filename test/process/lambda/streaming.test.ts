import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { SpanStatusCode } from '@opentelemetry/api';
import { pause, startConsumerWorld } from '../consumerWorld';
import { useWorld } from '../../support/useWorld';
import { wrap } from './lambdaWorld';

const context = { functionName: 'shop', awsRequestId: 'id' };

describe('a handler that streams its response', () => {
  const world = useWorld(startConsumerWorld);
  const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });

  it('is done when its promise and its stream are', async () => {
    const stream = sink();
    const handled = wrap(async (_event, response) => {
      assert.equal(response, stream);
      setTimeout(() => stream.end('later'), 20);
      return 'ignored';
    })({ custom: true }, stream, context);
    await pause(5);
    assert.deepEqual(world.tracing.spans(), []);
    assert.equal(await handled, 'ignored');
    assert.ok(stream.writableFinished);
    assert.equal(world.tracing.span('shop').status.code, SpanStatusCode.UNSET);
  });

  it('that fails, fails at once with its error', async () => {
    const error = new RangeError('poison');
    const failing = wrap(async () => {
      throw error;
    });
    await assert.rejects(failing({ custom: true }, sink(), context), (thrown) => thrown === error);
    assert.equal(world.tracing.span('shop').attributes['error.type'], 'RangeError');
  });

  it('and whose stream is destroyed, is done', async () => {
    const stream = sink();
    await wrap(async () => void setTimeout(() => stream.destroy(), 5))({ custom: true }, stream, context);
    assert.equal(world.tracing.spans('shop').length, 1);
  });
});
