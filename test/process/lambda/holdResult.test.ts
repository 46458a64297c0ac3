// oxlint-disable unicorn/no-thenable -- thenables of any kind are what is tested here
import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { ROOT_CONTEXT, context, createContextKey } from '@opentelemetry/api';
import { holdResult } from '../../../src/process/lambda/holdResult';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { pause, startConsumerWorld } from '../consumerWorld';
import { deferred, startInvocation, useEmptyLoop } from './invocationWorld';

const KEY = createContextKey('of the handler');
const ACTIVE = ROOT_CONTEXT.setValue(KEY, 'handler');
const place = (): unknown => context.active().getValue(KEY) ?? 'runtime';

class Query<T> extends Promise<T> {
  readonly sql = 'select';
}

interface Lazy {
  then(...ends: Ends): unknown;
}

type Ends = readonly [fulfilled?: (value: unknown) => unknown, rejected?: (error: unknown) => unknown];

describe('the result of a handler', () => {
  useWorld(startConsumerWorld);
  const loop = useEmptyLoop();
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  it('that is no promise is not held', () => {
    for (const result of [undefined, null, 1, 'text', {}, { then: 'text' }, () => 1]) {
      const { invocation } = startInvocation();
      assert.equal(holdResult(result, ACTIVE, invocation), undefined);
      assert.equal(invocation.ended, false);
    }
    assert.deepEqual(diagnostics.lines, []);
  });

  it('that is a promise settles behind the export, as it does without', async () => {
    const error = new Error('poison');
    for (const [make, outcome, told] of [
      [() => Promise.resolve('done'), ['done'], ['succeed', 'done']],
      [() => Promise.reject(error), ['threw', error], ['fail', error]],
    ] as const) {
      const started = startInvocation({ exports: true });
      const held = holdResult(make(), ACTIVE, started.invocation) as Promise<unknown>;
      assert.equal(Object.getPrototypeOf(held), Promise.prototype);
      let settled: unknown[] | undefined;
      const settling = held.then(
        (value) => (settled = [value]),
        (thrown: unknown) => (settled = ['threw', thrown]),
      );
      await pause();
      assert.deepEqual(started.told, [told, ['end']]);
      assert.equal(settled, undefined);
      await started.arrive();
      assert.deepEqual(await settling, outcome);
    }
  });

  it('keeps the members of its promise, but not what Node.js has put there', async () => {
    const symbol = Symbol('child');
    const nameless = Symbol();
    const nodes = Symbol('destroyed');
    const result = Object.assign(Promise.resolve(1), {
      [symbol]: 1,
      [nameless]: 2,
      [nodes]: 3,
      child: 4,
      destroyed: 5,
    });
    Reflect.defineProperty(result, 'hidden', { value: 6 });
    const held = holdResult(result, ACTIVE, startInvocation().invocation) ?? assert.fail();
    for (const name of [symbol, nameless, 'child', 'destroyed', 'hidden']) {
      const [own, its] = [held, result].map((each) => Object.getOwnPropertyDescriptor(each, name));
      assert.ok(its);
      assert.deepEqual(own, its);
    }
    assert.equal(Object.getOwnPropertyDescriptor(held, nodes), undefined);
    assert.equal(await (held as Promise<unknown>), 1);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('of another realm is a promise as any other', async () => {
    const result = runInNewContext('Promise.resolve("done")') as Promise<unknown>;
    const { invocation, told } = startInvocation();
    const held = holdResult(result, ACTIVE, invocation);
    assert.equal(Object.getOwnPropertyDescriptor(result, 'then'), undefined);
    assert.notEqual(held, result);
    assert.equal(await (held as Promise<unknown>), 'done');
    assert.deepEqual(told, [['succeed', 'done'], ['end']]);
  });

  const WITH_MORE: Readonly<Record<string, () => Promise<unknown>>> = {
    'a subclass': () => Query.resolve('done'),
    'a `then` of its own': () => {
      const result = Promise.resolve('done');
      return Object.assign(result, { then: Promise.prototype.then.bind(result) });
    },
    'a `then` of nobody': () =>
      Object.assign(Object.create(null) as object, {
        then: (fulfilled: (value: unknown) => unknown) => void fulfilled('done'),
      }) as unknown as Promise<unknown>,
  };
  for (const [what, make] of Object.entries(WITH_MORE)) {
    it(`with more to it stays the same object, and is itself again afterwards: ${what}`, async () => {
      const result = make();
      const before = Object.getOwnPropertyDescriptor(result, 'then');
      const { invocation, told, arrive } = startInvocation({ exports: true });
      assert.equal(holdResult(result, ACTIVE, invocation), result);
      const settling = new Promise((resolve, reject) => {
        void result.then(resolve, reject);
      });
      await pause();
      assert.deepEqual(told, [['succeed', 'done'], ['end']]);
      assert.notDeepEqual(Object.getOwnPropertyDescriptor(result, 'then'), before);
      await arrive();
      assert.equal(await settling, 'done');
      await pause();
      assert.deepEqual(Object.getOwnPropertyDescriptor(result, 'then'), before);
      assert.deepEqual(diagnostics.lines, []);
    });
  }

  describe('that begins its work when it is awaited', () => {
    const lazy = (run: (...ends: Ends) => unknown): Lazy => ({ then: run });

    it('works in the context of the handler; the runtime goes on in its own', async () => {
      const places: unknown[] = [];
      const result = lazy((fulfilled) => {
        places.push(place());
        return fulfilled?.('done');
      });
      const { invocation, told } = startInvocation();
      holdResult(result, ACTIVE, invocation);
      const reacted = await new Promise((resolve) => {
        void result.then((value) => {
          places.push(place(), told.length);
          resolve(value);
        });
      });
      assert.equal(reacted, 'done');
      assert.deepEqual(places, ['handler', 'runtime', 2]);
    });

    it('rejects in the context of the runtime', () => {
      const error = new Error('poison');
      const result = lazy((_, rejected) => rejected?.(error));
      const { invocation, told } = startInvocation();
      holdResult(result, ACTIVE, invocation);
      const caught: unknown[] = [];
      void result.then(undefined, (thrown: unknown) => caught.push(thrown, place()));
      assert.deepEqual(caught, [error, 'runtime']);
      assert.deepEqual(told, [['fail', error], ['end']]);
      assert.equal(Object.hasOwn(result, 'then'), true);
    });

    it('gives what it is without a reaction: value and error as they are', () => {
      const error = new Error('poison');
      const given: unknown[] = [];
      const result = lazy((fulfilled, rejected) => {
        given.push(fulfilled?.('done'));
        given.push(assert.throws(() => rejected?.(error), error));
      });
      holdResult(result, ACTIVE, startInvocation().invocation);
      result.then(undefined);
      assert.deepEqual(given, ['done', undefined]);
    });

    it('never, is done without a result', async () => {
      const run = (): never => assert.fail('nobody asks');
      const result = lazy(run);
      const { invocation, told } = startInvocation();
      assert.equal(holdResult(result, ACTIVE, invocation), result);
      assert.deepEqual(told, []);
      await pause();
      assert.deepEqual(told, [['succeed', undefined], ['end']]);
      assert.equal(Reflect.get(result, 'then'), run);
    });

    it('may get another `then` of its application meanwhile, which stays', async () => {
      const result = lazy(() => assert.fail('nobody asks'));
      holdResult(result, ACTIVE, startInvocation().invocation);
      const own = (): void => undefined;
      result.then = own;
      await pause();
      assert.equal(Reflect.get(result, 'then'), own);
    });

    it('at once, is not done before it settles', async () => {
      const settling = deferred();
      const result = lazy((fulfilled) => settling.promise.then(fulfilled));
      const { invocation, told } = startInvocation();
      holdResult(result, ACTIVE, invocation);
      void result.then(() => undefined);
      await pause();
      assert.deepEqual(told, []);
      settling.resolve();
      await pause();
      assert.deepEqual(told, [['succeed', undefined], ['end']]);
    });

    for (const [what, next, held] of [
      ['nothing', undefined, 0],
      ['what has no `catch`', {}, 0],
      ['a promise', Promise.resolve(), 1],
    ] as const) {
      it(`and gives ${what}, which the runtime of an empty loop calls \`catch\` of`, () => {
        loop.set(() => undefined);
        const { invocation } = startInvocation();
        const released: string[] = [];
        invocation.holdBack(() => released.push('answer'));
        const result = lazy(() => next);
        holdResult(result, ACTIVE, invocation);
        assert.equal(result.then(undefined), next);
        assert.equal(released.length, 1 - held);
        assert.deepEqual(diagnostics.lines, []);
      });
    }

    it('and gives nothing, where no runtime looks at that', () => {
      const { invocation } = startInvocation();
      invocation.holdBack(() => assert.fail('nobody has thrown'));
      const result = lazy(() => undefined);
      holdResult(result, ACTIVE, invocation);
      assert.equal(result.then(undefined), undefined);
    });
  });

  it('that cannot be changed is given back as it is', async () => {
    const result = Object.freeze({ then: (fulfilled: (value: unknown) => void) => fulfilled('done') });
    const { invocation, told } = startInvocation();
    assert.equal(holdResult(result, ACTIVE, invocation), result);
    assert.equal(await (result as unknown as PromiseLike<unknown>), 'done');
    await pause();
    assert.deepEqual(told, [['succeed', undefined], ['end']]);
    assert.equal(diagnostics.lines.length, 1);
  });

  it('whose `then` cannot be read is not held', () => {
    const result = Object.defineProperty({}, 'then', { get: () => assert.fail('then') });
    assert.equal(holdResult(result, ACTIVE, startInvocation().invocation), undefined);
    assert.equal(diagnostics.lines.length, 1);
  });
});
