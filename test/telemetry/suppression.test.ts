import assert from 'node:assert/strict';
import { type Context, context } from '@opentelemetry/api';
import { isWithinIgnored, sendIgnored } from '../../src/telemetry/suppression';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

class Sent extends Promise<unknown> {}

describe('what goes on within an ignored call', () => {
  useWorld(startTracing);

  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    'a promise': async () => 'sent',
    'a promise that rejects': () => Promise.reject(new Error('refused')),
    'an error that is thrown at once': () => {
      throw new Error('at once');
    },
    'a promise of a subclass': () => Sent.resolve('sent'),
  };
  for (const [way, next] of Object.entries(ways)) {
    it(`is ignored, and nothing is once the call is over: ${way}`, async () => {
      let within: Context | undefined;
      const during: boolean[] = [];
      const send = async (): Promise<unknown> =>
        await sendIgnored(() => {
          within = context.active();
          during.push(isWithinIgnored(within));
          return next();
        }, {});
      await send().catch(() => undefined);
      assert.deepEqual(during, [true]);
      assert.ok(within);
      assert.equal(isWithinIgnored(within), false);
      assert.equal(isWithinIgnored(context.active()), false);
    });
  }
});
