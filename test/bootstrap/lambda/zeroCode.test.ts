import assert from 'node:assert/strict';
import { installNode } from '../../compat/install';
import type { Program } from '../../modules/program';
import { type Collector, startCollector } from '../collector';
import { type Invocation, invoke, invokeTraced } from './functions';

interface Case {
  readonly handler: string;
  readonly files: Program;
  /** The major versions of Node.js where it differs from all. */
  readonly from?: number;
}

const REPLY = '{ batchItemFailures: [{ itemIdentifier: event.Records[1].messageId }], state: typeof state }';

const CASES: Readonly<Record<string, Case>> = {
  'a CommonJS module': {
    handler: 'index.handler',
    files: { 'index.js': `const state = 1; exports.other = 2; exports.handler = async (event) => (${REPLY});` },
  },
  'a callback': {
    handler: 'index.handler',
    files: {
      'index.js': `exports.handler = (event, context, callback) => { const state = 1; setTimeout(callback, 5, null, ${REPLY}); };`,
    },
  },
  'a nested name in a folder': {
    handler: 'src/orders.sub.api.handler',
    files: {
      'src/orders.js': `exports.sub = { api: { async handler(event) { const state = 1; return ${REPLY}; } } };`,
    },
  },
  'a .cjs file beside a package of ES modules': {
    handler: 'index.handler',
    files: {
      'package.json': '{"type":"module"}',
      'index.cjs': `exports.handler = async (event, state) => (${REPLY});`,
    },
  },
  'exports that are getters, as bundlers write them': {
    handler: 'index.handler',
    files: {
      'index.js': `
        const exported = {};
        Object.defineProperty(exported, 'handler', { get: () => handler, enumerable: true });
        module.exports = Object.defineProperty(exported, '__esModule', { value: true });
        let state; let handler = async (event) => (${REPLY});`,
    },
  },
  'frozen exports': {
    handler: 'index.handler',
    files: { 'index.js': `module.exports = Object.freeze({ handler: async (event, state) => (${REPLY}) });` },
  },
  'exports that are a class with private members': {
    handler: 'index.app.handler',
    files: {
      'index.js': `class App { #handler = async (event, state) => (${REPLY}); get handler() { return this.#handler; } }
                   exports.app = new App();`,
    },
  },
  'a static method of a class': {
    handler: 'index.App.handler',
    files: { 'index.js': `exports.App = class App { static async handler(event, state) { return ${REPLY}; } };` },
  },
  'a function beside its members': {
    handler: 'index.handler.handler',
    files: {
      'index.js': `exports.handler = function () {}; exports.handler.handler = async (event, state) => (${REPLY});`,
    },
  },
  'a folder': {
    handler: 'src.handler',
    files: { 'src/index.js': `exports.handler = async (event, state) => (${REPLY});` },
  },
  'a folder with a main file, beside an ES module': {
    handler: 'lib/src.handler',
    files: {
      'lib/src/package.json': '{"main":"main.js"}',
      'lib/src/main.js': `exports.handler = async (event, state) => (${REPLY});`,
      'lib/src.mjs': 'throw new Error("not this one");',
    },
  },
  'a package in a layer': {
    handler: 'layered.handler',
    files: { 'node_modules/layered/index.js': `exports.handler = async (event, state) => (${REPLY});` },
  },
  'an .mjs file': {
    handler: 'index.handler',
    files: {
      'index.mjs': `
        import { again } from './other.mjs';
        export let state = 'first'; export const url = import.meta.url.split('/').at(-1);
        await new Promise((resolve) => setTimeout(resolve, 5)); state = 'later';
        export const handler = async (event) => ({ ...(${REPLY}), url, seen: again() });`,
      'other.mjs': `import { state, url } from './index.mjs'; export const again = () => [state, url];`,
    },
  },
  'a package of ES modules, with a default export': {
    handler: 'index.default',
    files: {
      'package.json': '{"type":"module"}',
      'index.js': `export default async function handler(event, state) { return ${REPLY}; }`,
    },
  },
  'a nested name in an ES module': {
    handler: 'lib/index.sub.handler',
    files: {
      'lib/index.mjs': `export const other = 1; export const sub = Object.freeze({ handler: async (event, state) => (${REPLY}) });`,
    },
  },
  'an ES module whose name is written otherwise in a URL': {
    handler: 'größe 1/[id] ^~|.handler',
    files: { 'größe 1/[id] ^~|.mjs': `export const handler = async (event, state) => (${REPLY});` },
  },
  'ES syntax that require finds out': {
    handler: 'index.handler',
    files: { 'index.js': `export const handler = async (event, state) => (${REPLY}); export const other = 1;` },
    from: 22,
  },
};

/** `npm run test:compat` takes every Node.js of Lambda; otherwise it is the one that runs the tests, or the next older. */
const MAJORS = [24, 22, 20];
const CURRENT = Number.parseInt(process.versions.node, 10);
const FULL = process.env['COMPAT'] === 'full';

describe('register in a Lambda function', () => {
  let collector: Collector;

  before(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.clear());
  after(() => collector.stop());

  for (const major of FULL ? MAJORS : MAJORS.filter((each) => each <= CURRENT).slice(0, 1)) {
    for (const [what, { handler, files, from = 0 }] of Object.entries(CASES)) {
      if (major < from) continue;
      it(`traces the handler of ${what}, on Node.js ${major}, and changes nothing`, async () => {
        const node = await installNode(major);
        const [plain, traced] = await Promise.all([
          invoke({ handler, files, node }),
          invokeTraced(collector, { handler, files, node }),
        ]);
        assert.equal(traced.stderr, plain.stderr);
        assert.equal(plain.code, 0, plain.stderr);
        assert.equal(traced.stdout, plain.stdout);
        assert.equal(collector.spans('process orders').length, 2);
        assert.deepEqual(new Set(collector.spans().map(({ resource }) => resource['service.name'])), new Set(['shop']));
        const { result } = JSON.parse(plain.stdout) as Invocation;
        assert.ok(result);
      });
    }
  }
});
