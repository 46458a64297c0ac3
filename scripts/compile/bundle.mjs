import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Names stay readable: they are what an application sees in a stack trace. */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
};

/** Where the ES modules are, for bundlers. */
const OUT = 'build/src/esm';
const EXTENSION = '.mjs';

/**
 * What becomes one file: the root entry, and what the other entries start with. `register` needs only itself where
 * telemetry is switched off. Loader hooks, the command and what it preloads have files of their own. Nothing else has to be published.
 */
const FILES = [
  'index',
  'bootstrap/register',
  'bootstrap/startup',
  'bootstrap/lambda/handlerShim',
  'doctor/main',
  'doctor/observer/preload',
];

/**
 * Makes one file each of what applications load, with everything that it loads, after the compiler: an application waits
 * for its instrumentation at every start, and Node.js spends most of that time with finding a few hundred files.
 *
 * Bundlers get the root entry as ES modules, of which they can leave out what is not used.
 */
export async function bundle() {
  for (const file of FILES) {
    await build({
      ...COMMON,
      entryPoints: [`src/${file}.ts`],
      outfile: `build/src/${file}.js`,
      format: 'cjs',
      sourcemap: 'linked',
      allowOverwrite: true,
    });
  }

  await writeModules(['src/index.ts', 'src/instrumentClient.ts']);
}

/**
 * Writes ES modules of these entries and all that they load, one for each file. A bundler leaves out whole modules that
 * nobody uses, as `package.json` says that they may be; of one large module it keeps every call at its top.
 *
 * @param {string[]} entryPoints
 */
async function writeModules(entryPoints) {
  const { metafile } = await build({
    ...COMMON,
    entryPoints,
    outdir: OUT,
    format: 'esm',
    metafile: true,
    write: false,
  });
  await build({
    ...COMMON,
    entryPoints: Object.keys(metafile.inputs),
    outbase: 'src',
    outdir: OUT,
    outExtension: { '.js': EXTENSION },
    format: 'esm',
    plugins: [apart],
  });
}

/** Has each module import the others instead of containing them. */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point') return undefined;
      const file = existsSync(join(resolveDir, `${path}.ts`)) ? path : `${path}/index`;
      return { path: `${file}${EXTENSION}`, external: true, sideEffects: false };
    });
  },
};
