import type { Files, Host } from './host';
import { TRACING_BY_HAND, TRACING_CJS, TRACING_ESM } from './tracing';
import { type WayOut, workModuleOf } from './worker';

const REGISTER = 'opentelemetry-instrumentation-sqs/register';
const ENDS = [20, 26];

/** Tests end before the process does. */
const END_TRACING = 'globalThis.endTracing?.()';
const JEST = ['jest', 'babel-jest'];

const test = (runner: 'vitest' | 'node:test'): string => `
  import { ${runner === 'vitest' ? 'afterAll' : 'after as afterAll'}, test } from '${runner}';
  import { work } from './work.mjs';
  afterAll(() => ${END_TRACING});
  test('works', async () => { await work(); console.log('done'); });`;

const commonJsTest = (name: string): string => `
  const { work } = require('./work.cjs');
  ${name}(() => ${END_TRACING});
  it('works', async () => { await work(); console.log('done'); });`;

const jest = (way: WayOut): Files => ({
  'work.cjs': workModuleOf('cjs', way),
  'tracing.cjs': TRACING_CJS,
  'work.test.cjs': commonJsTest('afterAll'),
  'jest.config.json': JSON.stringify({
    testMatch: ['**/*.test.cjs'],
    setupFiles: ['./tracing.cjs'],
    cache: false,
    watchman: false,
  }),
});

const mocha = (way: WayOut): Files => ({
  'work.cjs': workModuleOf('cjs', way),
  'tracing.cjs': TRACING_CJS,
  'work.test.cjs': commonJsTest('after'),
  'other.test.cjs': "it('is a test', () => {});",
});

const vitest = (way: WayOut, options: object): Files => ({
  'work.mjs': workModuleOf('esm', way),
  'tracing.mjs': TRACING_ESM,
  'work.test.mjs': test('vitest'),
  'vitest.config.mjs': `export default { test: ${JSON.stringify({ cache: false, ...options })} };`,
});

export const TEST_RUNNERS: readonly Host[] = [
  {
    name: 'Jest',
    detail: 'tracing in `setupFiles`',
    linked: JEST,
    nodes: ENDS,
    files: jest,
    command: 'NODE_OPTIONS="--experimental-vm-modules" jest --ci --runInBand',
    wayOut: {
      names: ['instrumentClient'],
      code: ['instrumentClient', 'wrapMessageHandler'],
      doctor: ['instrumentClient'],
    },
  },
  ...['forks', 'threads'].map((pool): Host => ({
    name: 'Vitest',
    detail: 'tracing in `setupFiles`',
    linked: ['vitest'],
    nodes: ENDS,
    files: (way) => vitest(way, { setupFiles: ['./tracing.mjs'] }),
    command: `vitest run --pool ${pool}`,
  })),
  {
    name: 'Vitest',
    detail: 'tracing in `setupFiles`',
    linked: ['vitest'],
    nodes: ENDS,
    files: (way) => ({
      ...vitest(way, { setupFiles: ['./tracing.mjs'] }),
      'tracing.mjs': way.length > 0 ? TRACING_BY_HAND : TRACING_ESM,
    }),
    command: 'vitest run --pool vmThreads',
    wayOut: {
      names: ['instrumentClient', 'wrapMessageHandler'],
      code: ['instrumentClient', 'wrapMessageHandler'],
      fails: true,
    },
  },
  {
    name: 'Vitest',
    detail: '`register` in `execArgv`',
    linked: ['vitest'],
    nodes: ENDS,
    files: (way) => vitest(way, { execArgv: ['--import', REGISTER] }),
    command: 'vitest run --pool forks',
  },
  {
    name: 'Mocha',
    linked: ['mocha'],
    nodes: ENDS,
    files: mocha,
    command: 'mocha --parallel --require ./tracing.cjs work.test.cjs other.test.cjs',
  },
  {
    name: 'Mocha',
    linked: ['mocha'],
    nodes: ENDS,
    files: mocha,
    command: `NODE_OPTIONS="--require ${REGISTER}" mocha --parallel work.test.cjs other.test.cjs`,
  },
  {
    name: 'Node.js, tests',
    nodes: ENDS,
    files: (way) => ({ 'work.mjs': workModuleOf('esm', way), 'work.test.mjs': test('node:test') }),
    command: `node --import ${REGISTER} --test`,
  },
];
