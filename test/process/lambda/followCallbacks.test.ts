import assert from 'node:assert/strict';
import { context as contexts, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { endWithEmptyLoop, followCallbacks, goesOn } from '../../../src/process/lambda/followCallbacks';
import type { Members } from '../../../src/values';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { pause, startConsumerWorld } from '../consumerWorld';
import { type Told, startInvocation, useEmptyLoop } from './invocationWorld';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

const KEY = createContextKey('of the runtime');
const error = new RangeError('poison');
const event = {};

describe('a callback of the runtime', () => {
  useWorld(startConsumerWorld);
  const loop = useEmptyLoop();
  let diagnostics: Diagnostics;
  let heard: unknown[][];
  beforeEach(() => {
    diagnostics = captureDiagnostics();
    heard = [];
  });
  afterEach(() => diagnostics.stop());

  const runtime: Callback = function (this: unknown, ...args: unknown[]) {
    heard.push([this, ...args, contexts.active().getValue(KEY)]);
    return 'heard';
  };
  const start = (options?: Parameters<typeof startInvocation>[0]): Told =>
    contexts.with(ROOT_CONTEXT.setValue(KEY, 'runtime'), () => startInvocation(options));
  const followed = (
    { invocation }: Told,
    context: Members | undefined,
    callback: unknown = runtime,
  ): [Callback, unknown[]] => {
    const args = followCallbacks([event, context, callback, 'more'], context, invocation);
    return [args[2] as Callback, args];
  };

  it('is the same for the handler, with what comes beside it', () => {
    const context = {};
    const named = Object.assign((_error: unknown, _result: unknown) => undefined, { member: 1 });
    const [callback, args] = followed(start(), context, named);
    assert.deepEqual([args[0], args[1], args[3], args.length], [event, context, 'more', 4]);
    assert.notEqual(callback, named);
    assert.deepEqual(
      [callback.name, callback.length, (callback as unknown as typeof named).member],
      [named.name, 2, 1],
    );
  });

  it('that is none stays what it is', () => {
    for (const odd of [undefined, null, 'text', {}]) {
      const args = [event, {}, odd];
      assert.deepEqual(followCallbacks(args, {}, start().invocation), args);
    }
    assert.deepEqual(followCallbacks([], undefined, start().invocation), []);
    assert.deepEqual(diagnostics.lines, []);
  });

  for (const [what, args, expected] of [
    ['a result', [null, 'done'], ['succeed', 'done']],
    ['a result behind nothing', [undefined, 'done'], ['succeed', 'done']],
    ['nothing', [], ['succeed', undefined]],
    ['an error', [error, 'of nobody'], ['fail', error]],
    ['a false error', [0], ['fail', 0]],
  ] as const) {
    it(`tells of ${what}: at once, without an export`, () => {
      const world = start();
      const self = {};
      const [callback] = followed(world, undefined);
      assert.equal(callback.apply(self, [...args]), 'heard');
      assert.deepEqual(world.told, [expected, ['end']]);
      assert.deepEqual(heard, [[self, ...args, 'runtime']]);
      assert.equal(heard[0]?.[0], self);
    });
  }

  it('hears of the end when the export is done, once', async () => {
    const world = start({ exports: true });
    const [callback] = followed(world, undefined);
    assert.equal(callback(null, 'done'), undefined);
    assert.deepEqual(world.told, [['succeed', 'done'], ['end']]);
    await pause();
    assert.deepEqual(heard, []);
    await world.arrive();
    assert.deepEqual(heard, [[undefined, null, 'done', 'runtime']]);
    world.invocation.release();
    assert.equal(heard.length, 1);
  });

  it('that comes second is heard second: the first word is that of a promise', async () => {
    const world = start({ exports: true });
    const [callback] = followed(world, undefined);
    world.invocation.end({ result: 'of a promise' });
    callback(null, 'of the callback');
    const promise = world.invocation.exporting?.then(() => null).then(() => heard.push(['of a promise']));
    await world.arrive();
    await promise;
    await pause();
    assert.deepEqual(
      heard.map((one) => one.at(-2) ?? one[0]),
      ['of a promise', 'of the callback'],
    );
  });

  describe('where the runtime answers when the event loop is empty', () => {
    const waiting: Readonly<Record<string, Members | undefined>> = {
      'no context': undefined,
      'a context of a test': {},
      'a context that waits': { callbackWaitsForEmptyEventLoop: true },
      'a context that cannot be read': Object.defineProperty({}, 'callbackWaitsForEmptyEventLoop', {
        get: () => assert.fail('waits'),
      }),
    };
    for (const [what, context] of Object.entries(waiting)) {
      it(`work goes on until then: ${what}`, () => {
        loop.set(() => heard.push(['answer']));
        const world = start();
        const [callback] = followed(world, context);
        assert.equal(callback(null, 'done'), 'heard');
        assert.deepEqual([world.told, heard.length], [[], 1]);
        assert.equal(world.invocation.ended, false);
        loop.turnsEmpty();
        assert.deepEqual(world.told, [['succeed', 'done'], ['end']]);
        assert.deepEqual(heard.at(-1), ['answer']);
        assert.equal(diagnostics.lines.length, what === 'a context that cannot be read' ? 1 : 0);
      });
    }

    it('a result counts, however the event loop ends', () => {
      loop.set(() => undefined);
      const world = start();
      endWithEmptyLoop(world.invocation, { errorType: 'Runtime.NodeJsExit' });
      const [callback] = followed(world, {});
      callback(null, 'done');
      world.invocation.end({ errorType: 'Runtime.NodeJsExit' });
      assert.deepEqual(world.told, [['succeed', 'done'], ['end']]);
    });

    it('no work goes on behind an error, nor where the context does not wait, nor behind the end', () => {
      for (const waits of [false, 0, '', null]) {
        loop.set(() => undefined);
        const world = start();
        followed(world, { callbackWaitsForEmptyEventLoop: waits })[0](null, 'done');
        assert.deepEqual(world.told, [['succeed', 'done'], ['end']]);
      }
      const failing = start();
      followed(failing, {})[0](error);
      assert.deepEqual(failing.told, [['fail', error], ['end']]);
      const ended = start();
      ended.invocation.end({ result: 'of a promise' });
      const listener = () => heard.push(['answer']);
      loop.set(listener);
      followed(ended, {})[0](null, 'late');
      loop.turnsEmpty();
      assert.deepEqual(ended.told, [['succeed', 'of a promise'], ['end']]);
    });

    it('an invocation ends then, and the runtime answers behind its export', async () => {
      loop.set(() => heard.push(['answer']));
      const world = start({ exports: true });
      endWithEmptyLoop(world.invocation, { result: 'nothing but work' });
      loop.turnsEmpty();
      assert.deepEqual(world.told, [['succeed', 'nothing but work'], ['end']]);
      assert.deepEqual(heard, []);
      await world.arrive();
      await pause();
      assert.deepEqual(heard, [['answer']]);
    });
  });

  describe('of the context', () => {
    for (const [name, args, expected] of [
      ['succeed', ['done'], ['succeed', 'done']],
      ['fail', [error], ['fail', error]],
      ['fail', [], ['fail', undefined]],
      ['done', [null, 'done'], ['succeed', 'done']],
      ['done', [error], ['fail', error]],
    ] as const) {
      it(`${name} with ${args.length} ends it; the context is itself again when that is done`, async () => {
        const world = start({ exports: true });
        const context: Members = { [name]: runtime, other: 1 };
        followed(world, context);
        const method = context[name] as Callback;
        assert.notEqual(method, runtime);
        assert.deepEqual([method.name, method.length], [runtime.name, runtime.length]);
        method.apply(context, [...args]);
        assert.deepEqual(world.told, [expected, ['end']]);
        assert.deepEqual(heard, []);
        assert.notEqual(context[name], runtime);
        await world.arrive();
        await pause();
        assert.deepEqual(heard, [[context, ...args, 'runtime']]);
        assert.deepEqual(context, { [name]: runtime, other: 1 });
      });
    }

    it('that throws: the callback takes it, as it does in the runtime', async () => {
      const world = start({ exports: true });
      const context: Members = {
        succeed: () => {
          throw error;
        },
      };
      followed(world, context);
      (context['succeed'] as Callback)('a cycle');
      await world.arrive();
      await pause();
      assert.equal(heard.length, 1);
      assert.equal(heard[0]?.[1], error);
    });

    it('that is no function, or cannot be changed, stays as it is', () => {
      for (const context of [{ succeed: 'text' }, {}, Object.freeze({ succeed: runtime })]) {
        const before = { ...context };
        const world = start();
        followed(world, context);
        assert.deepEqual([context, Reflect.ownKeys(context)], [before, Object.keys(before)]);
        world.invocation.end({ result: 1 });
        assert.deepEqual(context, before);
      }
      // Of the last one.
      assert.equal(diagnostics.lines.length, 1);
    });
  });

  it('or a context that has one: the runtime goes on without a promise', () => {
    const call = (): void => undefined;
    for (const [args, context, expected] of [
      [[event, {}, call], undefined, true],
      [[event, {}], { succeed: call }, true],
      [[event, {}, call], { succeed: call }, true],
      [[event, {}, 'text'], { succeed: 'text' }, false],
      [[event, call], undefined, false],
      [[event], { done: call }, false],
      [[], undefined, false],
    ] as const) {
      assert.equal(goesOn(args, context), expected);
    }
  });
});
