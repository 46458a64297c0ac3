import assert from 'node:assert/strict';
import { type Context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, createContextKey, trace } from '@opentelemetry/api';
import { CALL, withSpan } from '../../src/telemetry/callContext';

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
});
