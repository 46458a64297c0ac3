import assert from 'node:assert/strict';
import { type Context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, createContextKey, trace } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { MAP, type MappedContext } from '../../src/telemetry/apiContext';
import { BEGUN, CALL, CLAIMS, PROCESSED, withSpan, withValue, withoutSpan } from '../../src/telemetry/callContext';
import { withValueUntil } from '../../src/telemetry/endingContext';
import { depthOfContext } from '../support/contextDepth';

/** What a context of the API keeps its values in: applications read and write it. */
function mapOf(context: Context): Map<symbol, unknown> | undefined {
  return (context as MappedContext)[MAP];
}

describe('the context of a call', () => {
  const KEY = createContextKey('a value of the application');
  const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const other = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const call = {};
  const base = trace.setSpan(ROOT_CONTEXT, other).setValue(KEY, 1);

  it('has the span and the call, and what was there', () => {
    const context = withSpan(base, span, call);
    assert.equal(trace.getSpan(context), span);
    assert.equal(context.getValue(CALL), call);
    assert.equal(context.getValue(KEY), 1);
    assert.equal(trace.getSpan(base), other);
  });

  it('hides an outer call, and an outer span that is taken away', () => {
    const inner = withSpan(withSpan(base, other, call), span);
    assert.equal(inner.getValue(CALL), undefined);
    assert.equal(trace.getSpan(trace.deleteSpan(inner)), undefined);
    assert.equal(trace.deleteSpan(inner).getValue(KEY), 1);
  });

  it('gives a new context for each value that is set or taken away, and stays what it is', () => {
    const context = withSpan(base, span, call);
    const nested = trace.setSpan(context, other).setValue(KEY, 2);
    assert.deepEqual([trace.getSpan(nested), nested.getValue(KEY), nested.getValue(CALL)], [other, 2, call]);
    const less = nested.deleteValue(KEY).deleteValue(CALL);
    assert.deepEqual([trace.getSpan(less), less.getValue(KEY), less.getValue(CALL)], [other, undefined, undefined]);
    assert.deepEqual([trace.getSpan(context), context.getValue(KEY), context.getValue(CALL)], [span, 1, call]);
  });

  it('has methods that work without it, as those of the API do', () => {
    const context = withSpan(base, span, call);
    const detached = (name: keyof Context, ...args: unknown[]): unknown =>
      Reflect.apply(Reflect.get(context, name) as (...given: unknown[]) => unknown, undefined, args);
    assert.equal(detached('getValue', KEY), 1);
    assert.equal((detached('setValue', KEY, 2) as Context).getValue(KEY), 2);
    assert.equal((detached('deleteValue', KEY) as Context).getValue(KEY), undefined);
  });

  it('keeps what is noted of messages, whatever else is set', () => {
    const noted = withValue(withValue(base, PROCESSED, 'processed'), CLAIMS, 'claims');
    for (const context of [noted, withSpan(noted, span, call), withoutSpan(noted), noted.setValue(KEY, 2)]) {
      assert.deepEqual([context.getValue(PROCESSED), context.getValue(CLAIMS)], ['processed', 'claims']);
    }
    const less = noted.deleteValue(PROCESSED).deleteValue(CLAIMS);
    assert.deepEqual([less.getValue(PROCESSED), less.getValue(CLAIMS), less.getValue(KEY)], [undefined, undefined, 1]);
    assert.deepEqual([trace.getSpan(noted), trace.getSpan(withoutSpan(noted))], [other, undefined]);
    assert.equal(trace.getSpan(base), other);
  });

  it('is the same without a span where there is none', () => {
    assert.equal(withoutSpan(ROOT_CONTEXT), ROOT_CONTEXT);
    const bare = withoutSpan(withSpan(base, span, call));
    assert.equal(withoutSpan(bare), bare);
    assert.equal(bare.getValue(CALL), call);
  });

  it('does not grow, however often a message or a call begins within the one before', () => {
    let context = ROOT_CONTEXT;
    const depth = depthOfContext((bottom) => {
      context = bottom;
      for (let time = 0; time < 1000; time++) {
        context = withValue(withSpan(withoutSpan(context), span, call), CLAIMS, time);
        context = withValue(trace.setSpan(context, other), PROCESSED, time);
      }
      return context;
    });
    assert.ok(depth < 5, `${depth}`);
    assert.deepEqual([context.getValue(CLAIMS), trace.getSpan(context)], [999, other]);
  });

  it('is what a context of the API would be, whatever is set and taken away, in any order', () => {
    const others = [createContextKey('one'), createContextKey('another')];
    const keys = [CALL, PROCESSED, CLAIMS, BEGUN, ...others];
    const period = { over: false };
    const key = fc.constantFrom(...keys);
    const own = fc.constantFrom(CALL, PROCESSED, CLAIMS, BEGUN);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), key, value: fc.nat(9) }),
      fc.record({ kind: fc.constant('delete' as const), key }),
      fc.record({ kind: fc.constant('own' as const), key: own, value: fc.nat(9) }),
      fc.record({
        kind: fc.constantFrom('span' as const, 'no span' as const, 'api span' as const, 'suppress' as const),
      }),
      fc.record({ kind: fc.constantFrom('read' as const, 'write' as const), key }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let [ours, theirs]: [Context, Context] = [ROOT_CONTEXT, ROOT_CONTEXT];
        for (const each of steps) {
          switch (each.kind) {
            case 'set':
              [ours, theirs] = [ours.setValue(each.key, each.value), theirs.setValue(each.key, each.value)];
              break;
            case 'delete':
              [ours, theirs] = [ours.deleteValue(each.key), theirs.deleteValue(each.key)];
              break;
            case 'own':
              [ours, theirs] = [withValue(ours, each.key, each.value), theirs.setValue(each.key, each.value)];
              break;
            case 'span':
              [ours, theirs] = [withSpan(ours, span, call), trace.setSpan(theirs, span).setValue(CALL, call)];
              break;
            case 'api span':
              [ours, theirs] = [trace.setSpan(ours, other), trace.setSpan(theirs, other)];
              break;
            case 'no span':
              [ours, theirs] = [withoutSpan(ours), trace.deleteSpan(theirs)];
              break;
            case 'read':
              assert.equal(mapOf(ours)?.get(each.key), mapOf(theirs)?.get(each.key));
              break;
            case 'write':
              // That of the root is for all.
              if (ours === ROOT_CONTEXT || theirs === ROOT_CONTEXT) break;
              for (const context of [ours, theirs]) mapOf(context)?.set(each.key, 'written');
              break;
            case 'suppress':
              ours = withValueUntil(ours, KEY, true, period);
              theirs = theirs.setValue(KEY, true);
              break;
          }
          assert.deepEqual(
            [trace.getSpan(ours), ours.getValue(KEY), ...keys.map((asked) => ours.getValue(asked))],
            [trace.getSpan(theirs), theirs.getValue(KEY), ...keys.map((asked) => theirs.getValue(asked))],
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
