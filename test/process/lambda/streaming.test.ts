import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { SpanStatusCode } from '@opentelemetry/api';
import { followStream } from '../../../src/process/lambda/followStream';
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

  it('without a promise is done at once, with what it gives', () => {
    for (const result of [undefined, 'done', { statusCode: 200 }]) {
      world.reset();
      assert.equal(wrap(() => result)({ custom: true }, sink(), context), result);
      assert.equal(world.tracing.span('shop').status.code, SpanStatusCode.UNSET);
    }
  });

  for (const event of ['finish', 'close']) {
    it(`is done when its stream says \`${event}\`, and only then`, async () => {
      const stream = Object.assign(new EventEmitter(), { write: () => true });
      let done = false;
      const following = Promise.resolve(followStream(Promise.resolve('done'), stream)).finally(() => (done = true));
      await pause();
      assert.equal(done, false);
      stream.emit(event);
      assert.equal(await following, 'done');
    });
  }

  it('does not wait for a stream that has ended, one way or the other', async () => {
    for (const state of [{ writableFinished: true }, { destroyed: true }]) {
      const stream = { write: () => true, once: () => assert.fail('waits'), ...state };
      assert.equal(await followStream(Promise.resolve('done'), stream), 'done');
    }
  });

  it('and whose stream is destroyed, is done', async () => {
    const stream = sink();
    await wrap(async () => void setTimeout(() => stream.destroy(), 5))({ custom: true }, stream, context);
    assert.equal(world.tracing.spans('shop').length, 1);
  });
});
