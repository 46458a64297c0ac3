import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, createContextKey } from '@opentelemetry/api';
import { MAP, type MappedContext } from '../../src/telemetry/apiContext';
import { isOurs, withValueUntil, withoutEnded } from '../../src/telemetry/endingContext';

describe('a context with a value until a period is over', () => {
  const [KEY, OTHER] = [createContextKey('of the period'), createContextKey('of the application')];
  const base = ROOT_CONTEXT.setValue(OTHER, 'below');
  const mapOf = (context: Context) => (context as MappedContext)[MAP];
  let period: { over: boolean };
  let context: Context;
  beforeEach(() => {
    period = { over: false };
    context = withValueUntil(base, KEY, 'ours', period);
  });
  const read = (...contexts: Context[]): unknown[] =>
    contexts.flatMap((each) => [each.getValue(KEY), each.getValue(OTHER)]);

  it('has it no longer then, and neither has what was derived from it', () => {
    const contexts = [context, context.setValue(OTHER, 1), context.deleteValue(OTHER)];
    assert.deepEqual(read(...contexts), ['ours', 'below', 'ours', 1, 'ours', undefined]);
    period.over = true;
    assert.deepEqual(read(...contexts), [undefined, 'below', undefined, 1, undefined, undefined]);
  });

  it('has what somebody else says of the value itself, for good', () => {
    const contexts = [context.setValue(KEY, 'theirs'), context.deleteValue(KEY)];
    assert.deepEqual(read(...contexts), ['theirs', 'below', undefined, 'below']);
    period.over = true;
    assert.deepEqual(read(...contexts), ['theirs', 'below', undefined, 'below']);
  });

  it('is ours, and nothing but what it stands on once the period is over', () => {
    assert.deepEqual([isOurs(context), isOurs(base)], [true, false]);
    assert.equal(withoutEnded(context), context);
    period.over = true;
    assert.equal(withoutEnded(context), base);
    assert.equal(isOurs(context.setValue(OTHER, 1)), false);
    const next = { over: false };
    const within = withValueUntil(context, KEY, 'next', next);
    assert.deepEqual(read(within), ['next', 'below']);
    next.over = true;
    assert.equal(withoutEnded(within), base);
  });

  it('has a map of its own, as every context of the API, and a view of it has none', () => {
    const map = mapOf(context) ?? assert.fail('no map');
    assert.equal(map.get(OTHER), 'below');
    map.set(OTHER, 'written');
    assert.deepEqual(read(context, base), ['ours', 'written', undefined, 'below']);
    assert.equal(mapOf(context), map);
    for (const view of [Object.create(context) as Context, new Proxy(context, {})]) {
      assert.deepEqual([mapOf(view), isOurs(view), ...read(view)], [undefined, false, 'ours', 'written']);
    }
  });
});
