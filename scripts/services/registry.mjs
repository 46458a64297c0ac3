// Makes src/services/registry.ts from the files beside it: a service is one file that exports what `defineService` returns.
// `npm run build` writes it. `npm run lint` runs it with `--check`, which fails when the committed file is out of date.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../src/services', import.meta.url));
const REGISTRY = 'registry.ts';

/** The helpers of the folder have no such line, nor has `defineService` itself. */
const SERVICE = /^export const (\w+) = defineService\b/gm;
const CALL = /(?<!\bfunction )\bdefineService\s*[<(]/;

/** @returns {{ module: string, names: string[] }[]} the files that export services, by name */
function services() {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && file !== REGISTRY)
    .toSorted()
    .map((file) => ({ module: `./${basename(file, '.ts')}`, names: servicesIn(file) }))
    .filter(({ names }) => names.length > 0);
}

/** @param {string} file @returns {string[]} */
function servicesIn(file) {
  const source = readFileSync(join(FOLDER, file), 'utf8');
  const names = [...source.matchAll(SERVICE)].map(([, name]) => name);
  if (names.length === 0 && CALL.test(source)) {
    throw new Error(`src/services/${file} has no line that starts with \`export const name = defineService\``);
  }
  return names;
}

/** @param {ReturnType<typeof services>} found */
function registrySource(found) {
  return [
    '// Made by scripts/services/registry.mjs from the files of this folder; `npm run build` writes it.',
    "import type { ServiceDefinition } from './service';",
    ...found.map(({ module, names }) => `import { ${names.join(', ')} } from '${module}';`),
    '',
    '/** Every service that is known by more than its name. */',
    'export const SERVICES: readonly ServiceDefinition[] = [',
    ...found.flatMap(({ names }) => names.map((name) => `  ${name},`)),
    '];',
    '',
  ].join('\n');
}

const path = join(FOLDER, REGISTRY);
const source = registrySource(services());
const current = existsSync(path) && readFileSync(path, 'utf8') === source;
if (process.argv.includes('--check')) {
  if (!current) {
    console.error('src/services/registry.ts is out of date: run `npm run build` and commit the result');
    process.exitCode = 1;
  }
} else if (!current) {
  writeFileSync(path, source);
}
