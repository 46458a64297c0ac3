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
 * Makes one file of the entry and everything that it loads, after the compiler: an application waits for its
 * instrumentation at every start, and Node.js spends most of that time with finding a hundred files. The other entries
 * keep their own.
 *
 * Bundlers get the same as an ES module, of which they can leave out what is not used.
 */
export async function bundle() {
  await build({
    ...COMMON,
    entryPoints: ['src/index.ts'],
    outfile: 'build/src/index.js',
    format: 'cjs',
    sourcemap: 'linked',
    allowOverwrite: true,
  });

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
