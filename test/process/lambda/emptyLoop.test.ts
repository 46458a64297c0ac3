import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import {
  beforeEmptyLoopEnds,
  beforeProcessEnds,
  endInvocations,
  endsWithEmptyLoop,
  exportsAtExit,
} from '../../../src/process/lambda/emptyLoop';
import { shared } from '../../../src/shared';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { pause } from '../consumerWorld';
import { deferred, useEmptyLoop } from './invocationWorld';

describe('the end of an empty event loop', () => {
  const loop = useEmptyLoop();
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  it('ends an invocation only in a runtime that has something to do then', () => {
    assert.equal(endsWithEmptyLoop(), false);
    loop.set('text');
    assert.equal(endsWithEmptyLoop(), false);
    loop.set(() => undefined);
    assert.equal(endsWithEmptyLoop(), true);
  });

  it('is that of the runtime at once, where there is nothing to wait for', () => {
    const happened: string[] = [];
    loop.set(() => happened.push('runtime'));
    beforeEmptyLoopEnds(() => void happened.push('asked'));
    assert.deepEqual(happened, []);
    loop.turnsEmpty();
    assert.deepEqual(happened, ['asked', 'runtime']);
  });

  for (const ending of ['resolves', 'rejects'] as const) {
    it(`is held back until what it waits for ${ending}`, async () => {
      const happened: string[] = [];
      const waiting = deferred();
      loop.set(() => happened.push('runtime'));
      beforeEmptyLoopEnds(() => waiting.promise);
      loop.turnsEmpty();
      // Empty once more, while it waits.
      loop.turnsEmpty();
      await pause();
      assert.deepEqual(happened, []);
      if (ending === 'resolves') waiting.resolve();
      else waiting.reject(new Error('export'));
      await pause();
      assert.deepEqual(happened, ['runtime']);
    });
  }

  it('is not that of before, where the runtime has begun with something else meanwhile', async () => {
    const happened: string[] = [];
    const waiting = deferred();
    loop.set(() => happened.push('former'));
    beforeEmptyLoopEnds(() => waiting.promise);
    loop.turnsEmpty();
    loop.set(() => happened.push('next'));
    waiting.resolve();
    await pause();
    assert.deepEqual(happened, []);
    loop.turnsEmpty();
    assert.deepEqual(happened, ['next']);
  });

  it('is that of the runtime, whatever is thrown before', () => {
    const happened: string[] = [];
    loop.set(() => happened.push('runtime'));
    beforeEmptyLoopEnds(() => {
      throw new Error('ending');
    });
    loop.turnsEmpty();
    assert.deepEqual(happened, ['runtime']);
    assert.equal(diagnostics.lines.length, 1);
  });
});

describe('the end of a process with an invocation in it', () => {
  const loop = useEmptyLoop();
  const ends = shared<{ listening: boolean; exporting: boolean; deadline: number | undefined }>(
    'ends of invocations',
    () => assert.fail(),
  );
  const emitter: EventEmitter = process;
  const EVENTS = ['exit', 'beforeExit'] as const;
  const listeners = () => EVENTS.map((event) => emitter.listeners(event) as (() => void)[]);
  let before: (() => void)[][];
  let happened: string[];
  let stops: (() => void)[];
  let diagnostics: Diagnostics;
  const { AWS_LAMBDA_RUNTIME_API: api } = process.env;
  beforeEach(() => {
    process.env['AWS_LAMBDA_RUNTIME_API'] = '127.0.0.1:9';
    Object.assign(ends, { listening: false, exporting: false, deadline: undefined });
    before = listeners();
    happened = [];
    stops = [];
    diagnostics = captureDiagnostics();
  });
  afterEach(() => {
    for (const stop of stops) stop();
    for (const [index, event] of EVENTS.entries()) for (const each of added(index)) emitter.off(event, each);
    Object.assign(ends, { listening: false, exporting: false, deadline: undefined });
    if (api === undefined) delete process.env['AWS_LAMBDA_RUNTIME_API'];
    else process.env['AWS_LAMBDA_RUNTIME_API'] = api;
    diagnostics.stop();
  });

  const added = (index: number) => (listeners()[index] ?? []).filter((each) => before[index]?.includes(each) !== true);
  const invoke = (name: string, remaining: () => number | undefined = () => undefined): (() => void) => {
    const stop = beforeProcessEnds({
      idle: () => happened.push(`${name} idle`),
      exits: () => happened.push(`${name} exits`),
      remaining,
    });
    stops.push(stop);
    return stop;
  };

  it('is nothing that is looked for outside of Lambda', () => {
    delete process.env['AWS_LAMBDA_RUNTIME_API'];
    assert.equal(invoke('a')(), undefined);
    assert.deepEqual([added(0), added(1)], [[], []]);
    assert.equal(endInvocations(), undefined);
    assert.deepEqual(happened, []);
  });

  it('is told to the invocations that are not done, once', () => {
    invoke('a');
    const stop = invoke('b');
    invoke('c');
    stop();
    const [[exits, ...others], [idle, ...more]] = [added(0), added(1)];
    assert.deepEqual([others, more], [[], []]);
    // Before what exports the last spans.
    assert.equal(emitter.listeners('exit')[0], exits);
    idle?.();
    assert.deepEqual(happened, ['a idle', 'c idle']);
    exits?.();
    idle?.();
    assert.equal(happened.length, 2);
    invoke('d');
    exits?.();
    assert.deepEqual(happened, ['a idle', 'c idle', 'd exits']);
  });

  it('is listened to beside ten listeners of the application, of which Node.js says nothing', async () => {
    const all = EVENTS.map((event) => emitter.rawListeners(event));
    const said: string[] = [];
    const hear = ({ name }: Error): void => void said.push(name);
    process.on('warning', hear);
    try {
      for (const event of EVENTS) {
        emitter.removeAllListeners(event);
        for (let index = 0; index < emitter.getMaxListeners(); index += 1) emitter.on(event, () => undefined);
      }
      invoke('a');
      // A warning comes in a turn of its own.
      await new Promise(setImmediate);
    } finally {
      process.off('warning', hear);
      for (const [index, event] of EVENTS.entries()) {
        emitter.removeAllListeners(event);
        for (const each of all[index] ?? []) emitter.on(event, each as () => void);
      }
    }
    assert.deepEqual(said, []);
  });

  it('is not the empty event loop, where the runtime ends invocations for that', () => {
    loop.set(() => undefined);
    invoke('a');
    assert.equal(added(0).length, 1);
    assert.deepEqual(added(1), []);
  });

  it('is not the empty event loop, where somebody exports at `exit`', () => {
    exportsAtExit(true);
    invoke('a');
    added(1)[0]?.();
    assert.deepEqual(happened, []);
    exportsAtExit(false);
    added(1)[0]?.();
    assert.deepEqual(happened, ['a idle']);
  });

  it('is when Lambda ends it, at the first deadline that is known', () => {
    invoke('a', () => 60_000);
    invoke('b', () => 20_000);
    invoke('c', () => 0);
    invoke('d', () => -5);
    invoke('e', () => undefined);
    invoke('f', () => {
      throw new Error('time');
    });
    const earliest = performance.now() + 20_000;
    const deadline = endInvocations() ?? assert.fail();
    assert.ok(deadline >= earliest && deadline <= performance.now() + 20_000, `${deadline}`);
    assert.equal(happened.length, 6);
    assert.equal(diagnostics.lines.length, 1);
    // Also of an invocation that is done by then.
    assert.equal(endInvocations(), deadline);
    invoke('g', () => 40_000);
    assert.equal(endInvocations(), deadline);
  });

  it('is told to all, whatever one of them throws', () => {
    stops.push(
      beforeProcessEnds({
        idle: () => assert.fail(),
        exits: () => assert.fail('of a'),
        remaining: () => undefined,
      }),
    );
    invoke('b');
    assert.equal(endInvocations(), undefined);
    assert.deepEqual(happened, ['b exits']);
    assert.equal(diagnostics.lines.length, 1);
  });
});
