import assert from 'node:assert/strict';
import { useWorld } from '../../support/useWorld';
import { startConsumerWorld } from '../consumerWorld';
import { lambdaEvent, wrap } from './lambdaWorld';

type Context = Record<'succeed' | 'fail' | 'done', (...args: unknown[]) => void>;

describe('one context for all invocations', () => {
  const world = useWorld(startConsumerWorld);
  const told: unknown[] = [];
  const shared: Context = {
    succeed: (result) => void told.push(result),
    fail: () => undefined,
    done: () => undefined,
  };
  const original = { ...shared };
  beforeEach(() => void told.splice(0));

  it('is as it was behind a handler that gives a promise', async () => {
    for (let count = 0; count < 3; count += 1) await wrap(async () => 'done')(lambdaEvent(1), shared);
    await untilAsBefore();
    assert.equal(world.tracing.spans('orders process').length, 3);
  });

  it('is as it was behind a handler that tells it the end, which it hears of once', async () => {
    const handler = wrap((_event, context) => (context as Context).succeed('done'));
    for (let count = 0; count < 3; count += 1) {
      handler(lambdaEvent(1), shared);
      await untilAsBefore();
    }
    assert.deepEqual(told, ['done', 'done', 'done']);
    assert.equal(world.tracing.spans('orders process').length, 3);
  });

  /** The export may still be under way. */
  async function untilAsBefore(): Promise<void> {
    for (let turn = 0; turn < 1000 && shared.succeed !== original.succeed; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual({ ...shared }, original);
  }
});
