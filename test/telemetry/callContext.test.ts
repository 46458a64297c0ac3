import assert from 'node:assert/strict';
import { type Context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, createContextKey, trace } from '@opentelemetry/api';
import { CALL, CLAIMS, PROCESSED, withSpan, withValue, withoutSpan } from '../../src/telemetry/callContext';

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
    let asked = 0;
    const bottom: Context = {
      getValue: () => void asked++,
      setValue: () => bottom,
      deleteValue: () => bottom,
    };
    let context = bottom;
    for (let depth = 0; depth < 1000; depth++) {
      context = withValue(withSpan(withoutSpan(context), span, call), CLAIMS, depth);
      context = withValue(trace.setSpan(context, other), PROCESSED, depth);
    }
    asked = 0;
    assert.equal(context.getValue(KEY), undefined);
    assert.equal(asked, 1);
    assert.deepEqual([context.getValue(CLAIMS), trace.getSpan(context)], [999, other]);
  });
});
