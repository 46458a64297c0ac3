import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Bundle, Footprint } from './results';
import { quartiles } from './statistics';

const ROOT = join(__dirname, '../..');
const ENTRY = join(__dirname, '../src/index.js');
const STOCK = '@opentelemetry/instrumentation-aws-sdk';
const NAME = 'opentelemetry-instrumentation-sqs';
const BUNDLED = ['instrumentClient', 'processMessage', 'wrapSqsHandler'];
const PEERS = ['@opentelemetry/api', '@opentelemetry/instrumentation'];

/** Times one `require` in a process of its own, after those of what an application has loaded anyway. */
const IMPORT = `
const [, entry, ...before] = process.argv;
const { createRequire } = require('node:module');
const load = createRequire(process.cwd() + '/index.js');
for (const name of before) load(name);
const modules = Object.keys(load.cache).length;
const start = performance.now();
load(entry);
const milliseconds = performance.now() - start;
console.log(JSON.stringify({ milliseconds, modules: Object.keys(load.cache).length - modules }));
`;

interface Import {
  readonly milliseconds: number;
  readonly modules: number;
}

export async function footprint(rounds: number): Promise<Footprint> {
  const imports: Record<'stock' | 'ours', Import[]> = { stock: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    imports.stock.push(await timeImport(STOCK));
    imports.ours.push(await timeImport(ENTRY));
  }
  return {
    importMilliseconds: { stock: times(imports.stock), ours: times(imports.ours) },
    modules: { stock: imports.stock[0]?.modules ?? 0, ours: imports.ours[0]?.modules ?? 0 },
    bundles: await Promise.all(BUNDLED.map(bundled)),
    installed: {
      stock: sizeOf(join(ROOT, 'node_modules', STOCK)),
      ours: await packedSize(),
    },
  };
}

function times(imports: readonly Import[]) {
  return quartiles(imports.map(({ milliseconds }) => milliseconds));
}

/** The SDK is there, and with it what the stock package shares with it. */
async function timeImport(entry: string): Promise<Import> {
  const before = [...PEERS, '@opentelemetry/sdk-trace-node'];
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', IMPORT, entry, ...before], { cwd: ROOT });
  return JSON.parse(stdout) as Import;
}

/** What a bundler makes of an application that takes one export from the published entry. */
async function bundled(name: string): Promise<Bundle> {
  const result = await build({
    stdin: { contents: `export { ${name} } from '${NAME}';`, resolveDir: ROOT },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    external: PEERS,
    logLevel: 'silent',
  });
  const contents = result.outputFiles[0]?.contents ?? new Uint8Array();
  return { name, bytes: contents.byteLength, gzipped: gzipSync(contents).byteLength };
}

async function packedSize(): Promise<number> {
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as readonly { readonly unpackedSize: number }[];
  return packed?.unpackedSize ?? Number.NaN;
}

function sizeOf(directory: string): number {
  let bytes = 0;
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const stats = statSync(join(directory, path));
    if (stats.isFile() && !path.startsWith('node_modules')) bytes += stats.size;
  }
  return bytes;
}

/** The versions of what is measured. */
export function versions(): Record<string, string> {
  const names = [STOCK, '@aws-sdk/client-sqs', '@smithy/core', '@opentelemetry/api', '@opentelemetry/sdk-trace-node'];
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
