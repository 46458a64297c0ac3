import type { Files, Host } from './host';
import { PROGRAM_TRACING_CJS, PROGRAM_TRACING_ESM } from './tracing';
import { type WayOut, workerOf } from './worker';

/** What starts programs. */
const REGISTER = 'opentelemetry-instrumentation-sqs/register';
const ALL = [20, 22, 24, 26];
/** The oldest and the newest: with loader hooks of the one and of the other kind. */
const ENDS = [20, 26];

const AS_ES = JSON.stringify({ private: true, type: 'module' });
const AS_CJS = JSON.stringify({ private: true, type: 'commonjs' });

const es = (way: WayOut): Files => ({ 'worker.mjs': workerOf('esm', way), 'tracing.mjs': PROGRAM_TRACING_ESM });
const commonJs = (way: WayOut): Files => ({ 'worker.cjs': workerOf('cjs', way), 'tracing.cjs': PROGRAM_TRACING_CJS });
const tsInEs = (way: WayOut): Files => ({ 'package.json': AS_ES, 'worker.ts': workerOf('ts', way) });
const tsInCjs = (way: WayOut): Files => ({ 'package.json': AS_CJS, 'worker.ts': workerOf('ts', way) });

const TSX = { tsx: '4.23.15' };
const TS_NODE = { 'ts-node': '10.9.2', typescript: '5.9.3' };
const TS_NODE_CONFIG = JSON.stringify({
  compilerOptions: { module: 'nodenext', target: 'es2022', skipLibCheck: true, strict: false, types: [] },
  'ts-node': { transpileOnly: true },
});
const SWC = { '@swc-node/register': '1.12.1', '@swc/core': '1.16.22', typescript: '5.9.3' };
const JITI = { jiti: '2.7.0' };
const VITE_NODE = { 'vite-node': '6.0.0' };
const ESBUILD_REGISTER = { 'esbuild-register': '3.6.0', esbuild: '0.28.2' };
const TS_IN_ES = 'in an ES package';
const TS_IN_CJS = 'in a CommonJS package';

export const RUNNERS: readonly Host[] = [
  { name: 'Node.js', nodes: ALL, files: es, command: `node --import ${REGISTER} worker.mjs` },
  { name: 'Node.js', nodes: ENDS, files: es, command: `node --require ${REGISTER} worker.mjs` },
  { name: 'Node.js', nodes: ENDS, files: commonJs, command: `node --require ${REGISTER} worker.cjs` },
  { name: 'Node.js', nodes: ALL, files: es, command: 'node --import ./tracing.mjs worker.mjs' },
  { name: 'Node.js', nodes: ENDS, files: commonJs, command: 'node --require ./tracing.cjs worker.cjs' },
  {
    name: 'Node.js',
    detail: 'which imports `worker.mjs`',
    nodes: ENDS,
    files: (way) => ({ ...es(way), 'main.cjs': "void import('./worker.mjs');" }),
    command: `node --import ${REGISTER} main.cjs`,
  },
  {
    name: 'Node.js',
    detail: "whose first line is `import '…/register'`",
    nodes: ENDS,
    files: (way) => ({ 'worker.mjs': `import '${REGISTER}';\n${workerOf('esm', way)}` }),
    command: 'node worker.mjs',
  },
  {
    name: 'Node.js, types stripped',
    detail: TS_IN_ES,
    nodes: [22, 24, 26],
    files: tsInEs,
    command: `node --import ${REGISTER} worker.ts`,
  },
  {
    name: 'tsx',
    tools: TSX,
    detail: TS_IN_ES,
    nodes: ALL,
    files: tsInEs,
    command: `tsx --import ${REGISTER} worker.ts`,
  },
  {
    name: 'tsx',
    tools: TSX,
    detail: TS_IN_CJS,
    nodes: ALL,
    files: tsInCjs,
    command: `tsx --import ${REGISTER} worker.ts`,
  },
  {
    name: 'tsx',
    tools: TSX,
    detail: TS_IN_CJS,
    nodes: ENDS,
    files: tsInCjs,
    command: `node --import ${REGISTER} --import tsx worker.ts`,
  },
  {
    name: 'ts-node',
    tools: TS_NODE,
    detail: TS_IN_CJS,
    nodes: ENDS,
    files: (way) => ({ ...tsInCjs(way), 'tsconfig.json': TS_NODE_CONFIG }),
    command: `node --require ${REGISTER} --require ts-node/register worker.ts`,
  },
  {
    name: 'ts-node',
    tools: TS_NODE,
    detail: TS_IN_ES,
    nodes: ENDS,
    files: (way) => ({ ...tsInEs(way), 'tsconfig.json': TS_NODE_CONFIG }),
    command: `node --import ${REGISTER} --loader ts-node/esm worker.ts`,
  },
  {
    name: '@swc-node/register',
    tools: SWC,
    detail: TS_IN_CJS,
    nodes: ENDS,
    files: tsInCjs,
    command: `node --require ${REGISTER} --require @swc-node/register worker.ts`,
  },
  {
    name: '@swc-node/register',
    tools: SWC,
    detail: TS_IN_ES,
    nodes: ENDS,
    files: tsInEs,
    command: `node --import ${REGISTER} --import @swc-node/register/esm-register worker.ts`,
  },
  {
    name: 'jiti',
    tools: JITI,
    detail: TS_IN_ES,
    nodes: ENDS,
    files: tsInEs,
    command: `NODE_OPTIONS="--import ${REGISTER}" jiti worker.ts`,
  },
  {
    name: 'jiti',
    tools: JITI,
    detail: TS_IN_CJS,
    nodes: ENDS,
    files: tsInCjs,
    command: `NODE_OPTIONS="--require ${REGISTER}" jiti worker.ts`,
  },
  {
    name: 'vite-node',
    tools: VITE_NODE,
    detail: TS_IN_ES,
    nodes: [22, 26],
    files: tsInEs,
    command: `NODE_OPTIONS="--import ${REGISTER}" vite-node worker.ts`,
    wayOut: { names: ['instrumentClient'], code: ['instrumentClient'], doctor: ['instrumentClient'] },
  },
  {
    name: 'esbuild-register',
    tools: ESBUILD_REGISTER,
    detail: TS_IN_CJS,
    nodes: ENDS,
    files: tsInCjs,
    command: `node --require ${REGISTER} --require esbuild-register worker.ts`,
  },
];
