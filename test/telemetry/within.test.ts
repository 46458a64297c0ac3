import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, context, createContextKey } from '@opentelemetry/api';
import { activeContext } from '../../src/telemetry/activeContext';
import { within } from '../../src/telemetry/within';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

type With = (active: Context, run: () => unknown) => unknown;

const KEY = createContextKey('a value of within');
const OF_MANAGER = new Error('of the context manager');

/** What a context manager does with what it is to run. */
const MANAGERS: Readonly<Record<string, { readonly run: With; readonly fails: boolean }>> = {
  'runs it': { run: (_, run) => run(), fails: false },
  'does not run it': { run: () => undefined, fails: false },
  'gives something else': { run: (_, run) => void run(), fails: false },
  'throws before it': {
    run: () => {
      throw OF_MANAGER;
    },
    fails: true,
  },
  'throws after it': {
    run: (_, run) => {
      run();
      throw OF_MANAGER;
    },
    fails: true,
  },
  'runs it twice': {
    run: (_, run) => {
      run();
      return run();
    },
    fails: false,
  },
};

function register(run: With, active: () => Context = () => ROOT_CONTEXT): void {
  context.disable();
  const manager = { active, with: run, bind: (_: Context, target: unknown) => target };
  context.setGlobalContextManager({ ...manager, enable: () => manager, disable: () => manager } as never);
}

describe('a context manager of any kind', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => (diagnostics = captureDiagnostics()));
  afterEach(() => {
    context.disable();
    diagnostics.stop();
  });
  const told = (): boolean => diagnostics.lines.some((line) => line.includes('entering a context threw'));

  for (const [what, { run, fails }] of Object.entries(MANAGERS)) {
    it(`that ${what} has what the application runs once, with its own result`, () => {
      register(run);
      const runs: string[] = [];
      const result = within(ROOT_CONTEXT, (args: string) => runs.push(args), 'args');
      assert.deepEqual([result, runs, told(), diagnostics.lines.length], [1, ['args'], fails, fails ? 1 : 0]);
    });

    it(`that ${what} passes on what that throws, of which nothing is said unless it is its own`, () => {
      register(run);
      const own = new Error('of the application');
      let runs = 0;
      const failing = (): never => {
        runs++;
        throw own;
      };
      assert.throws(
        () => within(ROOT_CONTEXT, failing),
        (error) => error === own,
      );
      assert.deepEqual([runs, told()], [1, what === 'throws before it']);
    });
  }

  it('is asked for the active context, and what is wrong with it costs that only, and a line where it throws', () => {
    const active = ROOT_CONTEXT.setValue(KEY, 1);
    register(MANAGERS['runs it']?.run ?? assert.fail(), () => active);
    assert.equal(activeContext(), active);
    register(
      () => undefined,
      () => undefined as unknown as Context,
    );
    assert.deepEqual([activeContext(), diagnostics.lines], [ROOT_CONTEXT, []]);
    register(
      () => undefined,
      () => {
        throw OF_MANAGER;
      },
    );
    assert.equal(activeContext(), ROOT_CONTEXT);
    assert.equal(diagnostics.lines.length, 1);
    assert.match(diagnostics.lines[0] ?? '', /looking for the active context threw Error: of the context manager/);
  });
});
