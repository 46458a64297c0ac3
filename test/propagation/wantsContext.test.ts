import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { type SqsInstrumentationConfig, resolveOptions } from '../../src/options';
import { wantsContext } from '../../src/propagation/wantsContext';
import { captureDiagnostics } from '../support/diagnostics';

type Wanted = SqsInstrumentationConfig['propagateMessageContext'];

describe('whether messages to a destination get a context', () => {
  const wants = (destination: unknown, propagateMessageContext: Wanted): boolean =>
    wantsContext(destination, resolveOptions({ propagateMessageContext }, {}));

  it('is as the application says, of all of them or of this one', () => {
    for (const answer of [true, false]) {
      assert.equal(wants('orders', answer), answer);
      assert.equal(wants(undefined, answer), answer);
      assert.equal(
        wants('orders', (destination) => destination === 'orders' && answer),
        answer,
      );
    }
  });

  it('is not asked where it is not known which one it is: they get one', () => {
    for (const unknown of [undefined, null, 7, {}])
      assert.equal(
        wants(unknown, () => assert.fail('asked')),
        true,
      );
  });

  it('is no where the answer is none, and a rejection is told', async () => {
    const diagnostics = captureDiagnostics();
    try {
      const rejected = Promise.reject(new Error('of the application'));
      const answers: readonly unknown[] = [undefined, 1, 'yes', Promise.resolve(true), rejected];
      for (const answer of answers) {
        const predicate = (): boolean => answer as boolean;
        assert.equal(wants('orders', predicate), false);
      }
      await setImmediate();
      assert.deepEqual(
        diagnostics.lines.map((line) => line.includes('propagateMessageContext threw Error: of the application')),
        [true],
      );
    } finally {
      diagnostics.stop();
    }
  });
});
