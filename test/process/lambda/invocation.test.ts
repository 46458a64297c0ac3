import assert from 'node:assert/strict';
import { context, createContextKey } from '@opentelemetry/api';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { pause, startConsumerWorld } from '../consumerWorld';
import { untilTimeout } from '../../../src/process/lambda/invocation';
import { deferred, startInvocation } from './invocationWorld';

const fail = (): never => {
  throw new Error('telemetry');
};

describe('an invocation', () => {
  useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  it('ends once: the first word counts', () => {
    const { invocation, told } = startInvocation();
    assert.equal(invocation.ended, false);
    invocation.end({ result: 'first' });
    assert.equal(invocation.ended, true);
    invocation.end({ error: 'second' });
    assert.deepEqual(told, [['succeed', 'first'], ['end']]);
  });

  it('ends with a result, an error, or neither', () => {
    for (const [outcome, expected] of [
      [{ result: undefined }, ['succeed', undefined]],
      [{ error: undefined }, ['fail', undefined]],
      [{ errorType: 'Runtime.ExitError' }, ['report', 'Runtime.ExitError']],
    ] as const) {
      const { invocation, told } = startInvocation();
      invocation.end(outcome);
      assert.deepEqual(told, [expected, ['end']]);
    }
  });

  it('ends as was known before, unless it is aborted', () => {
    const noted = startInvocation();
    noted.invocation.note({ result: 'known' });
    noted.invocation.note({ error: 'later' });
    assert.equal(noted.invocation.ended, false);
    noted.invocation.end({ error: 'later' });
    assert.deepEqual(noted.told, [['succeed', 'known'], ['end']]);
    const aborted = startInvocation();
    aborted.invocation.note({ result: 'known' });
    aborted.invocation.abort('Runtime.ExitError');
    assert.deepEqual(aborted.told, [['report', 'Runtime.ExitError'], ['end']]);
  });

  it('without spans ends as any other', () => {
    const { invocation, told } = startInvocation({ begin: () => undefined });
    invocation.end({ result: 1 });
    assert.deepEqual([invocation.trace, told, invocation.ended], [undefined, [], true]);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('does what is to be done at its end, and when it is done, whatever throws', () => {
    const { invocation, told } = startInvocation();
    const happened: string[] = [];
    invocation.atEnd(fail);
    invocation.atEnd(() => happened.push(`at the end, ${told.length} told`));
    invocation.whenDone(fail);
    invocation.whenDone(() => happened.push(`done, ${told.length} told`));
    assert.deepEqual(happened, []);
    invocation.end({ result: 1 });
    assert.deepEqual(happened, ['at the end, 0 told', 'done, 2 told']);
    assert.equal(diagnostics.lines.length, 2);
  });

  it('is done when its export is, behind who waits for that', async () => {
    const { invocation, arrive } = startInvocation({ exports: true });
    const happened: string[] = [];
    invocation.whenDone(() => happened.push('done'));
    invocation.end({ result: 1 });
    const { exporting } = invocation;
    void exporting?.then(() => happened.push('told the runtime'));
    await pause();
    assert.deepEqual(happened, []);
    await arrive();
    assert.deepEqual(happened, ['told the runtime', 'done']);
    assert.equal(invocation.exporting, undefined);
  });

  it('waits for no export, where there is none, no time, or one that throws', async () => {
    for (const environment of [
      { exports: false },
      { exports: true, flushTimeout: 0 },
      { exports: true, flushTimeout: -1 },
      { exports: true, flushTimeout: NaN },
      { exports: true, remaining: () => 20 },
      { flush: fail },
    ]) {
      const { invocation, arrive } = startInvocation(environment);
      let done = false;
      invocation.whenDone(() => void (done = true));
      invocation.end({ result: 1 });
      assert.equal(invocation.exporting, undefined);
      assert.equal(done, true);
      await arrive();
    }
  });

  it('makes known what it held back, once', () => {
    const { invocation } = startInvocation();
    const happened: string[] = [];
    const [first, second] = ['first', 'second'].map((name) => invocation.holdBack(() => happened.push(name)));
    first?.();
    first?.();
    assert.deepEqual(happened, ['first']);
    invocation.holdBack(fail);
    invocation.release();
    assert.deepEqual(happened, ['first', 'second']);
    second?.();
    invocation.release();
    assert.deepEqual(happened, ['first', 'second']);
    assert.equal(diagnostics.lines.length, 1);
  });

  it('knows the context of the runtime', () => {
    const key = createContextKey('runtime');
    const { invocation } = context.with(context.active().setValue(key, 'runtime'), () => startInvocation());
    assert.equal(invocation.outer.getValue(key), 'runtime');
  });

  it('counts as timed out shortly before its time is over, and never before half of it', () => {
    assert.deepEqual([900_000, 1000, 200, 100, 1].map(untilTimeout), [899_900, 900, 100, 50, 0.5]);
  });

  describe('whose time is nearly over', () => {
    /** It has 1 ms, until it is told otherwise. */
    async function timedOut(after: number | undefined) {
      let remaining: number | undefined = 1;
      let flushes = 0;
      const started = startInvocation({
        remaining: () => remaining,
        flush: () => {
          flushes += 1;
          return undefined;
        },
      });
      const { invocation, told } = started;
      while (told.length === 0) await pause();
      assert.deepEqual([told, flushes, invocation.ended], [[['report', 'timeout'], ['end']], 1, false]);
      remaining = after;
      told.length = 0;
      return { ...started, flushed: () => flushes };
    }

    it('gives a result in time, and has other spans for it', async () => {
      for (const after of [1, undefined]) {
        const { invocation, told, flushed } = await timedOut(after);
        invocation.end({ result: 'late' });
        assert.deepEqual(told, [['again'], ['succeed', 'late'], ['end']]);
        assert.equal(flushed(), 2);
      }
    });

    it('has no other spans for an error, nor for a result that comes too late', async () => {
      for (const [after, outcome] of [
        [1, { error: new Error('late') }],
        [0, { result: 'too late' }],
        [-5, { result: 'too late' }],
      ] as const) {
        const { invocation, told } = await timedOut(after);
        invocation.end(outcome);
        assert.deepEqual([told, invocation.ended], [[], true]);
      }
    });
  });

  it('that ends when its time is over has timed out, whatever it gives', () => {
    let remaining = 60_000;
    const { invocation, told } = startInvocation({ remaining: () => remaining });
    remaining = 0;
    invocation.end({ result: 'too late' });
    assert.deepEqual(told, [['report', 'timeout'], ['end']]);
  });

  it('is not held for the export of one that began after its time', () => {
    const exporting = deferred();
    const { invocation, told } = startInvocation({ remaining: () => -1, flush: () => exporting.promise });
    invocation.end({ result: 'done' });
    assert.equal(invocation.exporting, undefined);
    assert.deepEqual(told, [['succeed', 'done'], ['end']]);
  });
});
