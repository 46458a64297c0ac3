import { denoPackage } from './command';
import type { Exit, Files, Host, Layout } from './host';
import { project } from './layouts';
import { PROGRAM_TRACING_ESM } from './tracing';
import { type WayOut, workerOf, workModuleOf } from './worker';

const REGISTER = 'opentelemetry-instrumentation-sqs/register';
const BY_HAND: Exit = { names: ['instrumentClient'], code: ['instrumentClient', 'wrapMessageHandler'] };

const es = (way: WayOut): Files => ({ 'worker.mjs': workerOf('esm', way), 'tracing.mjs': PROGRAM_TRACING_ESM });
const withPreload = (way: WayOut): Files => ({ ...es(way), 'preload.mjs': `import '${REGISTER}';` });

const inThread = (way: WayOut): Files => ({
  ...es(way),
  'main.mjs': "import { Worker } from 'node:worker_threads';\nnew Worker(new URL('worker.mjs', import.meta.url));\n",
});

const inCluster = (way: WayOut): Files => ({
  'work.cjs': workModuleOf('cjs', way),
  'main.cjs': `const cluster = require('node:cluster');
    if (cluster.isPrimary) cluster.fork();
    else require('./work.cjs').work().then(() => cluster.worker.disconnect());`,
});

const next = (way: WayOut): Files => ({
  'app/work/route.js': `${workModuleOf('esm', way).replace('export { work };', '')}
    export const dynamic = 'force-dynamic';
    export async function GET() { await work(); await globalThis.endTracing(); return new Response('done'); }`,
  'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>;',
  'instrumentation.js': `export async function register() {
    if (process.env.NEXT_RUNTIME === 'nodejs') await import('./tracing.mjs');
  }`,
  'tracing.mjs': PROGRAM_TRACING_ESM,
  'package.json': '{ "private": true, "type": "module" }',
  'next.config.mjs': `export default ${JSON.stringify({
    ...(way.includes('serverExternalPackages') && {
      serverExternalPackages: ['@aws-sdk/client-sqs', 'sqs-consumer', 'opentelemetry-instrumentation-sqs'],
    }),
  })};`,
});

/** As AWS Lambda has it: a layer is unpacked at `/opt`, and `NODE_PATH` names its packages. */
const lambdaLayer: Layout = async (app, tarball) => {
  await tarball.extractTo(`${app.path}/layer/nodejs`);
  app.link(['@opentelemetry/*'], undefined, 'layer/nodejs');
  app.link(['@aws-sdk/client-sqs', 'sqs-consumer']);
  return app.path;
};

const NEXT = { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' };
const BUN = `@oven/bun-${process.platform}-${process.arch}`;

export const PLATFORMS: readonly Host[] = [
  {
    name: 'Worker threads',
    detail: 'which starts `worker.mjs` in a thread',
    nodes: [20, 26],
    files: inThread,
    command: `node --import ${REGISTER} main.mjs`,
  },
  {
    name: 'Cluster',
    detail: 'which forks itself',
    nodes: [20, 26],
    files: inCluster,
    command: `node --require ${REGISTER} main.cjs`,
  },
  {
    name: 'Permission model',
    nodes: [24],
    files: es,
    command: `node --permission --allow-fs-read=* --import ${REGISTER} worker.mjs`,
    wayOut: {
      names: ['--allow-worker'],
      command: `node --permission --allow-fs-read=* --allow-worker --import ${REGISTER} worker.mjs`,
    },
  },
  {
    name: 'Permission model',
    nodes: [26],
    files: es,
    command: `node --permission --allow-fs-read=* --allow-net --allow-worker --import ${REGISTER} worker.mjs`,
  },
  {
    name: 'Lambda layer',
    nodes: [20, 22, 24],
    files: (way) => ({ 'worker.cjs': workerOf('cjs', way) }),
    layout: lambdaLayer,
    command: `NODE_PATH="layer/nodejs/node_modules" NODE_OPTIONS="--require ${REGISTER}" node worker.cjs`,
  },
  {
    name: 'Lambda layer',
    nodes: [20, 22, 24],
    files: es,
    layout: lambdaLayer,
    command: `NODE_PATH="layer/nodejs/node_modules" NODE_OPTIONS="--require ${REGISTER}" node worker.mjs`,
  },
  {
    name: 'Next.js',
    tools: NEXT,
    layout: project('npm', NEXT),
    nodes: [24],
    files: next,
    build: ['next build'],
    command: 'next start',
    path: '/work',
    wayOut: {
      names: ['serverExternalPackages'],
      code: ['serverExternalPackages'],
      doctor: ['serverExternalPackages', '@aws-sdk/client-sqs'],
    },
  },
  {
    name: 'Bun',
    tools: { [BUN]: '1.4.5' },
    nodes: [20],
    otherRuntime: true,
    files: es,
    command: `bun --preload ${REGISTER} worker.mjs`,
    wayOut: BY_HAND,
  },
  {
    name: 'Bun',
    tools: { [BUN]: '1.4.5' },
    nodes: [20],
    otherRuntime: true,
    files: es,
    command: 'bun --preload ./tracing.mjs worker.mjs',
    wayOut: BY_HAND,
  },
  {
    name: 'Deno',
    tools: { [denoPackage()]: '2.9.6' },
    nodes: [20],
    otherRuntime: true,
    detail: 'which imports `register`',
    files: withPreload,
    command: 'deno run --allow-all --node-modules-dir=manual --preload ./preload.mjs worker.mjs',
    wayOut: { names: ['wrapMessageHandler'], code: ['wrapMessageHandler'] },
  },
  {
    name: 'Deno',
    tools: { [denoPackage()]: '2.9.6' },
    nodes: [20],
    otherRuntime: true,
    files: es,
    command: 'deno run --allow-all --node-modules-dir=manual --preload ./tracing.mjs worker.mjs',
    wayOut: { names: ['wrapMessageHandler'], code: ['wrapMessageHandler'] },
  },
];
