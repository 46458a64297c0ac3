import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { type Context, ROOT_CONTEXT, createContextKey, propagation, trace } from '@opentelemetry/api';
import { linkedContext } from '../../src/propagation/linkedContext';
import type * as CallContext from '../../src/telemetry/callContext';
import type * as EndingContext from '../../src/telemetry/endingContext';
import { MAP, isOfApi } from '../../src/telemetry/apiContext';
import { CALL, CLAIMS, withFound, withSpan, withValue, withoutSpan } from '../../src/telemetry/callContext';
import { withValueUntil } from '../../src/telemetry/endingContext';
import { depthOfContext } from '../support/contextDepth';

const load = createRequire(__filename);
const KEY = createContextKey('a value');
const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const span = trace.wrapSpanContext(SPAN);

/** Those of the API are used without their object. */
type Detached = {
  [Name in keyof Context]: (this: void, ...given: Parameters<Context[Name]>) => ReturnType<Context[Name]>;
};

/** As of the agents of Elastic and of New Relic: it knows the transaction, loses it with the span, and takes no `undefined`. */
class AgentContext implements Context {
  constructor(
    readonly transaction: string | undefined,
    readonly values = new Map<symbol, unknown>(),
  ) {}
  getValue(key: symbol): unknown {
    return this.values.get(key);
  }
  setValue(key: symbol, value: unknown): Context {
    if (value === undefined) throw new TypeError('no value');
    return new AgentContext(this.transaction, new Map(this.values).set(key, value));
  }
  deleteValue(key: symbol): Context {
    const values = new Map(this.values);
    const of = trace.getSpan(this);
    values.delete(key);
    const less = new AgentContext(this.transaction, values);
    return of !== undefined && trace.getSpan(less) === undefined ? new AgentContext(undefined, values) : less;
  }
}

describe('a context of another tracer', () => {
  const base = trace.setSpan(new AgentContext('its transaction').setValue(KEY, 1), span);
  const transactionOf = (context: Context): unknown =>
    context instanceof AgentContext ? context.transaction : context;

  it('is what its context manager finds, whatever we put into it', () => {
    const period = { over: false };
    const ours = [
      withSpan(base, span, {}),
      withSpan(base, span),
      withSpan(withSpan(base, span, {}), span),
      withValue(base, CLAIMS, 'claims'),
      withValue(base, CLAIMS, undefined),
      withValueUntil(base, KEY, true, period),
      withSpan(withValueUntil(base, KEY, true, period), span, {}),
    ];
    assert.deepEqual(
      ours.map(transactionOf),
      ours.map(() => 'its transaction'),
    );
    assert.equal(withSpan(withSpan(base, span, {}), span).getValue(CALL), undefined);
    assert.equal(withValue(base, CLAIMS, 'claims').getValue(CLAIMS), 'claims');
    assert.equal(withValue(base, CLAIMS, undefined), base);
  });

  it('keeps its transaction when a message is extracted, and takes the baggage over', () => {
    const baggage = propagation.createBaggage({ tenant: { value: 'a' } });
    const found = propagation.setBaggage(trace.setSpanContext(withoutSpan(base), SPAN), baggage);
    const taken = withFound(base, found);
    assert.deepEqual([transactionOf(taken), propagation.getBaggage(taken)], ['its transaction', baggage]);
    assert.equal(withFound(base, withoutSpan(base)), base);
    const plain = trace.setSpanContext(ROOT_CONTEXT, SPAN);
    assert.equal(withFound(ROOT_CONTEXT, plain), plain);
  });

  it('is the base of its own like, if it is derived from one of the API', () => {
    const derived = Object.create(trace.setSpan(ROOT_CONTEXT, span)) as Context;
    const marked = { ...ROOT_CONTEXT, setValue: () => derived };
    class Derived extends (ROOT_CONTEXT.constructor as new () => Context) {
      override setValue = (): Context => derived;
    }
    assert.equal(withValue(new Derived(), CLAIMS, 1), derived);
    assert.equal(withValue(marked, CLAIMS, 1), derived);
  });
});

describe('a context of the API', () => {
  class OfAnotherCopy implements Context {
    readonly _currentContext = new Map<symbol, unknown>();
    getValue = (): undefined => undefined;
    setValue = (): Context => this;
    deleteValue = (): Context => this;
  }
  class Derived extends OfAnotherCopy {}
  const bare = Object.assign(Object.create(null) as Context, new OfAnotherCopy());

  it('is one of any copy of it, and not what is derived from that or has no class', () => {
    const contexts = [ROOT_CONTEXT, ROOT_CONTEXT.setValue(KEY, 1), new OfAnotherCopy(), new Derived(), bare];
    assert.deepEqual(contexts.map(isOfApi), [true, true, true, false, false]);
    assert.deepEqual([new AgentContext('x'), { ...ROOT_CONTEXT }, Object.create(bare) as Context].map(isOfApi), [
      false,
      false,
      false,
    ]);
  });
});

describe('a context of ours', () => {
  const call = {};
  const period = { over: false };
  const contexts = (): [string, Context][] => [
    ['of a call', withSpan(ROOT_CONTEXT.setValue(KEY, 1), span, call)],
    ['with a value that ends', withValueUntil(ROOT_CONTEXT.setValue(KEY, 1), CALL, call, period)],
    ['of a message', linkedContext().setValue(KEY, 1).setValue(CALL, call)],
  ];

  for (const [name, context] of contexts()) {
    it(`${name} works in parts, through a proxy, and where something is derived from it`, () => {
      const proxy = new Proxy(context, {});
      const derived = Object.create(context) as Context;
      for (const view of [{ ...context }, proxy, derived] as Detached[]) {
        // Who looks for the map of the API there finds none.
        assert.equal(Reflect.get(view, MAP), undefined);
        const { getValue, setValue, deleteValue } = view;
        assert.deepEqual([getValue(KEY), getValue(CALL)], [1, call]);
        assert.deepEqual([setValue(KEY, 2).getValue(KEY), deleteValue(KEY).getValue(KEY)], [2, undefined]);
        const within = withSpan(withValueUntil(withValue(view, CLAIMS, 3), KEY, 4, period), span, call);
        assert.deepEqual([within.getValue(KEY), within.getValue(CLAIMS), trace.getSpan(within)], [4, 3, span]);
      }
    });

    it(`${name} shows nothing of what it holds, where it is written down`, () => {
      assert.doesNotMatch(JSON.stringify({ context }), /call|span|traceId/i);
    });
  }

  it('is known to every copy of this package: they do not stand on one another without end', () => {
    const file = require.resolve('../../src/telemetry/callContext');
    const ending = require.resolve('../../src/telemetry/endingContext');
    const cached = [file, ending].map((name) => [name, require.cache[name]] as const);
    let copy: typeof CallContext;
    let copyOfEnding: typeof EndingContext;
    try {
      for (const [name] of cached) delete require.cache[name];
      [copy, copyOfEnding] = [load(file) as typeof CallContext, load(ending) as typeof EndingContext];
    } finally {
      for (const [name, module] of cached) if (module !== undefined) require.cache[name] = module;
    }
    assert.notEqual(copy.withSpan, withSpan);
    const depth = depthOfContext((bottom) => {
      let context = bottom;
      for (let time = 0; time < 200; time++) {
        const [first, second] = [{ over: false }, { over: false }];
        context = copy.withSpan(withSpan(context, span, call), span, call);
        context = withSpan(copyOfEnding.withValueUntil(context, CALL, call, first), span, call);
        context = copy.withSpan(withValueUntil(context, CALL, call, second), span, call);
        first.over = second.over = true;
      }
      return withSpan(context, span);
    });
    assert.ok(depth < 5, `${depth}`);
  });

  it('has a map of its own for those who read that of the API, and the context below keeps its own', () => {
    const mapOf = (context: Context): Map<symbol, unknown> =>
      Reflect.get(context, '_currentContext') as Map<symbol, unknown>;
    const root = trace.setSpan(ROOT_CONTEXT.setValue(KEY, 1), span);
    const other = trace.wrapSpanContext({ ...SPAN, spanId: 'ffffffffffffffff' });
    for (const context of [withSpan(root, other, call), withValueUntil(withSpan(root, other), CALL, call, period)]) {
      const map = mapOf(context);
      assert.equal(mapOf(context), map);
      assert.deepEqual([...map.values()].includes(other), true);
      map.set(KEY, 2);
      assert.deepEqual([context.getValue(KEY), root.getValue(KEY), mapOf(root).get(KEY)], [2, 1, 1]);
      assert.deepEqual([trace.getSpan(context), context.getValue(CALL)], [other, call]);
      assert.deepEqual(
        [withSpan(context, span).getValue(KEY), trace.getSpan(trace.deleteSpan(context))],
        [2, undefined],
      );
    }
  });
});
