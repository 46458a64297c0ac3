import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { SqsInstrumentation } from '../../src';
import { attachHelpers } from '../../src/attach/sdkHelpers';
import { type HelperRun, helperRunOf } from '../../src/operation/helperRun';
import { ENTRY, PROJECT_ROOT, runJson } from '../support/fixtures';
import { SdkLayout, TRACING } from './sdkLayout';

/** What a release of the SDK exports, reduced to what is looked for. */
interface Exports {
  createWaiter: () => Promise<HelperRun | undefined>;
  createPaginator: (...args: unknown[]) => () => AsyncGenerator<HelperRun | undefined>;
}

const current = (): HelperRun | undefined => helperRunOf(context.active());
class ListThingsCommand {
  readonly input = {};
}

/** What clients of 2026 load: properties that can be written to. */
const plainExports = (): Exports => ({
  createWaiter: async () => current(),
  createPaginator: () =>
    async function* pages() {
      yield current();
      yield current();
    },
});

/** What those of 2024 and 2025 load: getters that are there to stay. */
function getterExports(): Exports {
  const exports = {} as Exports;
  const { createWaiter, createPaginator } = plainExports();
  Object.defineProperty(exports, 'createWaiter', { get: () => createWaiter, enumerable: true });
  Object.defineProperty(exports, 'createPaginator', { get: () => createPaginator, enumerable: true });
  return exports;
}

for (const [layout, exportsOf] of Object.entries({ plainExports, getterExports })) {
  describe(`the SDK's helpers as ${layout}`, () => {
    let instrumentation: SqsInstrumentation;
    let exports: Exports;
    let original: Exports;

    before(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
    after(() => context.disable());
    beforeEach(() => {
      instrumentation = new SqsInstrumentation();
      exports = exportsOf();
      original = { createWaiter: exports.createWaiter, createPaginator: exports.createPaginator };
    });
    afterEach(() => instrumentation.disable());

    const handedOut = (): Exports => (attachHelpers(exports) as Exports | undefined) ?? exports;

    it('a waiter tells its run, and every run is another one', async () => {
      const waitUntilThingExists = async (): Promise<HelperRun | undefined> => handedOut().createWaiter();
      const first = await waitUntilThingExists();
      const second = await waitUntilThingExists();
      assert.deepEqual([first?.name, first?.waits], ['waitUntilThingExists', true]);
      assert.notEqual(first?.id, second?.id);
      assert.equal(current(), undefined);
    });

    it('a run has an id of sixteen digits, whatever they are', async () => {
      const { random } = Math;
      try {
        for (const [number, id] of [
          [0, '0'.repeat(16)],
          [1 - 2 ** -53, 'f'.repeat(16)],
        ] as const) {
          Math.random = () => number;
          assert.equal((await handedOut().createWaiter())?.id, id);
        }
      } finally {
        Math.random = random;
      }
    });

    it('a waiter whose name is not on the stack has a run, too', async () => {
      assert.equal((await handedOut().createWaiter())?.name, 'waitUntil');
    });

    it('a paginator tells its run on every page', async () => {
      const paginate = handedOut().createPaginator(Object, ListThingsCommand);
      const runs: (HelperRun | undefined)[] = [];
      for await (const run of paginate()) runs.push(run);
      assert.equal(runs.length, 2);
      assert.deepEqual([runs[0]?.name, runs[0]?.waits], ['paginateListThings', false]);
      assert.equal(runs[0]?.id, runs[1]?.id);
    });

    it('a paginator has the name of its operation, if it has one', async () => {
      class CommandLogCommand {
        readonly input = {};
      }
      const nameOf = async (...args: unknown[]): Promise<string | undefined> =>
        (
          await handedOut()
            .createPaginator(...args)()
            .next()
        ).value?.name;
      assert.equal(await nameOf(Object, CommandLogCommand), 'paginateCommandLog');
      assert.equal(await nameOf(Object), 'paginate');
    });

    it('are found once: every module that asks is handed the same', () => {
      const first = handedOut();
      const { createWaiter } = first;
      assert.equal(handedOut(), first);
      assert.equal(handedOut().createWaiter, createWaiter);
      assert.notEqual(createWaiter, original.createWaiter);
    });

    it('are what they were after disable(), and replaced again after enable()', async () => {
      const loaded = handedOut();
      const { createWaiter } = loaded;
      instrumentation.disable();
      assert.equal(loaded.createWaiter, original.createWaiter);
      assert.equal(loaded.createPaginator, original.createPaginator);
      assert.equal(await createWaiter(), undefined);
      assert.equal(attachHelpers(exportsOf()), undefined);
      instrumentation.enable();
      assert.equal(loaded.createWaiter, createWaiter);
      assert.notEqual(await createWaiter(), undefined);
    });
  });
}

describe('a copy of exports that cannot be changed', () => {
  let instrumentation: SqsInstrumentation;
  beforeEach(() => void (instrumentation = new SqsInstrumentation()));
  afterEach(() => instrumentation.disable());

  const withWaiter = (): object => {
    const { createWaiter } = plainExports();
    const state = (): string => 'open';
    return Object.defineProperties({}, { createWaiter: { get: () => createWaiter }, state: { get: () => state } });
  };

  it('has what they have, and helpers that can be replaced', () => {
    const exports = withWaiter();
    const copy = attachHelpers(exports) ?? assert.fail();
    assert.deepEqual(Object.getOwnPropertyNames(copy), ['createWaiter', 'state']);
    const { value, ...flags } = Object.getOwnPropertyDescriptor(copy, 'createWaiter') ?? {};
    assert.equal(typeof value, 'function');
    assert.deepEqual(flags, { writable: true, enumerable: true, configurable: true });
    assert.deepEqual(Object.getOwnPropertyDescriptor(copy, 'state'), Object.getOwnPropertyDescriptor(exports, 'state'));
  });

  it('is not made while they are not complete', () => {
    const exports = withWaiter();
    const module = Object.assign(Object.create(null) as NodeJS.Module, { exports, loaded: false });
    const path = join(__dirname, 'incomplete.js');
    require.cache[path] = module;
    try {
      assert.equal(attachHelpers(exports), undefined);
      module.loaded = true;
      assert.notEqual(attachHelpers(exports), undefined);
    } finally {
      Reflect.deleteProperty(require.cache, path);
    }
  });
});

describe('modules without helpers', () => {
  it('are handed out as they are, whatever they export', () => {
    const instrumentation = new SqsInstrumentation();
    for (const exports of [undefined, null, 1, () => 1, {}, { createWaiter: 1 }, Object.freeze({ Upload: Date })]) {
      assert.equal(attachHelpers(exports), undefined);
    }
    instrumentation.disable();
  });
});

describe('a client of 2025, which takes what it is handed out', () => {
  const layout = new SdkLayout();
  after(() => layout.remove());

  it('has waiters that can be told, although their module exports getters', async () => {
    const getter = (name: string): string => `Object.defineProperty(exports, '${name}', { get: () => ${name} });`;
    layout.add(
      '@smithy/util-waiter',
      `const state = () => 'open'; const createWaiter = async (check) => check();
      ${getter('state')} ${getter('createWaiter')}`,
    );
    layout.add(
      '@aws-sdk/client-things',
      `const waiter = require('@smithy/util-waiter');
      exports.ThingsClient = class ThingsClient { send() {} destroy() {} };
      exports.waitUntilThing = async (check) => waiter.createWaiter(check);
      exports.state = waiter.state;`,
    );
    const run = JSON.stringify(join(dirname(ENTRY), 'operation', 'helperRun.js'));
    const script = layout.write(
      'app.cjs',
      `const tracing = require(${TRACING});
      const { context } = require(${JSON.stringify(join(PROJECT_ROOT, 'node_modules', '@opentelemetry', 'api'))});
      const { waitUntilThing, state } = require('@aws-sdk/client-things');
      const { helperRunOf } = require(${run});
      const name = () => helperRunOf(context.active())?.name;
      waitUntilThing(name).then(async (enabled) => {
        tracing.disable();
        tracing.report({ enabled, disabled: (await waitUntilThing(name)) ?? null, state: state() });
      });`,
    );
    const { enabled, disabled, state, warnings } = await runJson<Record<string, unknown>>(script);
    assert.deepEqual([enabled, disabled, state, warnings], ['waitUntilThing', null, 'open', []]);
  });
});
