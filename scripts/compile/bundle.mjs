import { build } from 'esbuild';
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

/**
 * What becomes one file: the root entry, and what the other entries start with. `register` comes first, and needs only
 * itself where telemetry is switched off.
 */
const FILES = ['index', 'bootstrap/register', 'bootstrap/startup'];

/**
 * Makes one file each of what applications load, with everything that it loads, after the compiler: an application waits
 * for its instrumentation at every start, and Node.js spends most of that time with finding a few hundred files.
 *
 * Bundlers get the root entry as an ES module, of which they can leave out what is not used.
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

  await build({
    ...COMMON,
    entryPoints: ['src/index.ts', 'src/instrumentClient.ts'],
    outdir: 'build/src/esm',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
  });
}
