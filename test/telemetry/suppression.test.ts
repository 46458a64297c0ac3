import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, context, createContextKey } from '@opentelemetry/api';
import { isTracingSuppressed as isSuppressedForSdk } from '@opentelemetry/core';
import {
  hideInside,
  isTracingSuppressed,
  isWithinIgnored,
  revealed,
  sendIgnored,
  suppressTracing,
} from '../../src/telemetry/suppression';
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

describe('a context in which nothing is traced', () => {
  const KEY = createContextKey('of the application');
  const base = ROOT_CONTEXT.setValue(KEY, 1);
  const isSuppressed = (given: Context): boolean => {
    assert.equal(isSuppressedForSdk(given), isTracingSuppressed(given));
    return isTracingSuppressed(given);
  };

  it('is that for good, or for as long as is said', () => {
    const period = { over: false };
    const [always, during] = [suppressTracing(base), suppressTracing(base, period)];
    assert.deepEqual([base, always, during].map(isSuppressed), [false, true, true]);
    period.over = true;
    assert.deepEqual([always, during].map(isSuppressed), [true, false]);
  });

  it("shows what is the application's own inside of a call, for as long as that is under way", () => {
    const call = { over: false };
    const hidden = hideInside(base, call);
    assert.equal(isSuppressed(hidden), true);
    const shown = revealed(hidden) ?? assert.fail('it is hidden');
    assert.deepEqual([isSuppressed(shown), shown.getValue(KEY)], [false, 1]);
    // To ask changes nothing.
    assert.deepEqual([isSuppressed(hidden), call], [true, { over: false }]);
    call.over = true;
    assert.deepEqual([isSuppressed(hidden), revealed(hidden), call.over], [false, undefined, true]);
  });

  it('shows nothing where somebody else hides it, or nobody does', () => {
    for (const theirs of [
      suppressTracing(hideInside(base, { over: false })),
      hideInside(suppressTracing(base), { over: false }),
    ]) {
      assert.deepEqual([isSuppressed(theirs), revealed(theirs)], [true, undefined]);
    }
    assert.equal(revealed(base), undefined);
    assert.equal(revealed(suppressTracing(base)), undefined);
  });
});
