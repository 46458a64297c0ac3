import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files, Host, Layout } from './host';
import { PNPM, type PackageManager, YARN, copyInstalled } from './packageManagers';
import { PROGRAM_TRACING_ESM } from './tracing';
import { type WayOut, workModuleOf, workerOf } from './worker';

const REGISTER = 'opentelemetry-instrumentation-sqs/register';
const PACKAGE = 'opentelemetry-instrumentation-sqs';
const ENDS = [20, 26];

const es = (way: WayOut): Files => ({ 'worker.mjs': workerOf('esm', way), 'tracing.mjs': PROGRAM_TRACING_ESM });
const commonJs = (way: WayOut): Files => ({ 'worker.cjs': workerOf('cjs', way) });

/** A project that a package manager has installed. */
export const project =
  (manager: PackageManager, further: Readonly<Record<string, string>> = {}): Layout =>
  async ({ path }, tarball) => {
    await copyInstalled(manager, path, tarball, further);
    return path;
  };

/** The packages of an application in a workspace of npm are in the root's folder; another workspace is a link there. */
const workspaces: Layout = async (app, tarball) => {
  await copyInstalled('npm', app.path, tarball);
  app.write('packages/shop/package.json', JSON.stringify({ name: '@shop/work', exports: './work.mjs' }));
  app.write('packages/shop/work.mjs', workModuleOf('esm'));
  link(join(app.path, 'packages', 'shop'), join(app.path, 'node_modules', '@shop', 'work'));
  app.write('packages/worker/package.json', JSON.stringify({ name: '@shop/worker', type: 'module' }));
  app.write('packages/worker/main.js', "import { work } from '@shop/work';\nawait work();\n");
  return join(app.path, 'packages', 'worker');
};

/** As `npm link` leaves it: the package is a link into a working copy, with packages of its own. */
const linked: Layout = async (app, tarball) => {
  app.link(['@opentelemetry/*', '@aws-sdk/client-sqs', 'sqs-consumer']);
  await copyInstalled('npm', join(app.path, 'checkout'), tarball);
  link(join(app.path, 'checkout', 'node_modules', PACKAGE), join(app.path, 'node_modules', PACKAGE));
  return app.path;
};

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'dir');
}

export const LAYOUTS: readonly Host[] = [
  {
    name: 'npm workspaces',
    detail: 'whose work is done in another workspace',
    nodes: ENDS,
    files: () => ({}),
    layout: workspaces,
    command: `node --import ${REGISTER} main.js`,
  },
  {
    name: 'npm link',
    detail: 'with OpenTelemetry twice',
    nodes: ENDS,
    files: es,
    layout: linked,
    command: `node --import ${REGISTER} worker.mjs`,
  },
  {
    name: 'npm link',
    detail: 'with OpenTelemetry twice',
    nodes: ENDS,
    files: es,
    layout: linked,
    command: 'node --import ./tracing.mjs worker.mjs',
  },
  {
    name: 'pnpm',
    tools: PNPM,
    nodes: ENDS,
    files: es,
    layout: project('pnpm'),
    command: `node --import ${REGISTER} worker.mjs`,
  },
  {
    name: 'pnpm',
    tools: PNPM,
    nodes: ENDS,
    files: commonJs,
    layout: project('pnpm'),
    command: `node --require ${REGISTER} worker.cjs`,
  },
  {
    name: 'Yarn',
    detail: 'with `node_modules`',
    tools: YARN,
    nodes: ENDS,
    files: es,
    layout: project('yarn, node-modules'),
    command: `node --import ${REGISTER} worker.mjs`,
  },
  {
    name: 'Yarn',
    detail: "with Plug'n'Play",
    tools: YARN,
    nodes: ENDS,
    files: es,
    layout: project('yarn, pnp'),
    command: `yarn node --import ${REGISTER} worker.mjs`,
  },
  {
    name: 'Yarn',
    detail: "with Plug'n'Play",
    tools: YARN,
    nodes: ENDS,
    files: commonJs,
    layout: project('yarn, pnp'),
    command: `yarn node --require ${REGISTER} worker.cjs`,
  },
];
