// Compares our names with the newest registry. `--update` renews its copy from the package that is installed.
import { readFileSync, writeFileSync } from 'node:fs';
import { publishedRegistry } from './registry.mjs';

const COPY = new URL('../../test/semconv/registry.json', import.meta.url);
const BUILT = '../../build/src/semconv/';

if (process.argv.includes('--update')) {
  writeFileSync(COPY, `${JSON.stringify(publishedRegistry(), undefined, 2)}\n`);
}
const registry = JSON.parse(readFileSync(COPY, 'utf8'));
const { compareWithRegistry } = await import(new URL(`${BUILT}releases.js`, import.meta.url).href);
const { renamed, unexpected } = compareWithRegistry(registry);
console.log(`${registry.version}: ${Object.keys(renamed).length} of our names have another one now`);
for (const [name, { since, instead }] of Object.entries(renamed)) {
  console.log(`${name} -> ${instead.join(', ') || 'nothing'}${since === undefined ? '' : `, since ${since}`}`);
}
for (const problem of unexpected) console.error(problem);
if (unexpected.length > 0) process.exitCode = 1;
