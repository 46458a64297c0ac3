import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { ROOT, type Run, Sandbox } from './sandbox';

const OXLINT = join(ROOT, 'node_modules/oxlint/bin/oxlint');
// Where `npm run lint` finds the type-aware half of oxlint by itself, beside the linted files.
const TSGOLINT = { OXLINT_TSGOLINT_PATH: join(ROOT, 'node_modules/oxlint-tsgolint/bin/tsgolint.js') };

const TSCONFIG = JSON.stringify({
  compilerOptions: { module: 'nodenext', target: 'es2022', lib: ['es2023', 'dom'], types: [], strict: true },
  include: ['src'],
});

/** Every case is a file of its own; `rules` are the rules that must speak up about it, none when it is fine. */
interface Case {
  readonly title: string;
  readonly path: string;
  readonly source: string;
  readonly rules: readonly string[];
}

const UPWARD = 'house(no-upward-imports)';
const ATTRIBUTE = 'house(no-attribute-names)';

const CASES: readonly Case[] = [
  // House rule: rooms import downwards.
  rejects(
    UPWARD,
    'an import of a room above',
    'semconv/a',
    `import { x } from '../services/sqs';\nexport const y = [x];`,
  ),
  rejects(
    UPWARD,
    'a type-only import',
    'operation/a',
    `import type { X } from '../telemetry/x.js';\nexport type Y = X[];`,
  ),
  rejects(
    UPWARD,
    'an import type',
    'propagation/types',
    `export type Y = import('../services/sqs').X;`,
    'typescript(consistent-type-imports)',
  ),
  rejects(UPWARD, 'a re-export', 'propagation/a', `export { x } from '../middleware/x';`),
  rejects(UPWARD, 'a re-export of everything', 'propagation/b', `export * from '../operation/operation';`),
  rejects(UPWARD, 'a dynamic import', 'services/a', `export const x = import('../telemetry/x');`),
  rejects(UPWARD, 'an import of the entry point', 'process/a', `import '..';`, 'import(no-unassigned-import)'),
  rejects(UPWARD, 'the package by its name', 'process/b', `export { x } from 'opentelemetry-instrumentation-sqs';`),
  rejects(UPWARD, 'a file that is a room', 'options', `export { x } from './propagation/x';`),
  rejects(UPWARD, 'bootstrap in the entry point', 'index', `export { x } from './bootstrap/x';`),
  rejects(UPWARD, 'a file without a room', 'cellar/a', `export const x = 1;`),
  rejects(UPWARD, 'an import of a file without a room', 'process/c', `export { x } from '../cellar/a';`),
  accepts(
    'imports of rooms below',
    'process/d',
    `export { x } from '../middleware/x';\nexport { y } from '../options';`,
  ),
  accepts('an import of the own room', 'services/b', `export { x } from './sqs';`),
  accepts('files of one room', 'instrumentation', `export { x } from './instrumentClient';`),
  accepts('the entry point in bootstrap', 'bootstrap/a', `export { x } from '../index';`),
  accepts('packages', 'semconv/b', `export { trace } from '@opentelemetry/api';\nexport { inspect } from 'node:util';`),

  // House rule: attribute names.
  rejects(ATTRIBUTE, 'a name', 'services/c', `export const x = 'messaging.destination.name';`),
  rejects(ATTRIBUTE, 'a name as a key', 'process/e', `export const x = { 'aws.sqs.queue.url': 1 };`),
  rejects(ATTRIBUTE, 'a name as a type', 'process/f', `export type X = 'error.type';`),
  rejects(ATTRIBUTE, 'a name in a template', 'bootstrap/b', 'export const x = `rpc.method`;'),
  rejects(ATTRIBUTE, 'a name put together', 'bootstrap/c', 'export const x = (y: string) => `faas.${y}`;'),
  accepts('a name in semconv', 'semconv/c', `export const x = 'messaging.destination.name';`),
  accepts('import paths', 'process/g', `export { x } from 'http.x';\nexport const y = import('url.y');`),
  accepts('other strings', 'process/h', `export const x = ['messaging', 'an error.type', 'errors.type', 'AWS.SQS'];`),

  // Rules of oxlint itself, as far as they carry the house's promises: one without and one with type information.
  rejects('typescript(no-explicit-any)', 'any', 'process/i', `export type X = any;`),
  rejects(
    'typescript(no-floating-promises)',
    'a promise that nobody awaits',
    'process/j',
    `async function x(): Promise<void> {}\nexport function y(): void {\n  x();\n}`,
  ),
  rejects('typescript(no-non-null-assertion)', '!', 'process/k', `export const x = (y: string | null) => y!.length;`),
  rejects('eslint(eqeqeq)', '==', 'process/l', `export const x = (y: string) => y == 'z';`),
  rejects('eslint(no-console)', 'console in src', 'process/m', `console.log('x');`),
  accepts('== null', 'process/n', `export const x = (y?: string | null) => y == null;`),
  accepts('console in bootstrap', 'bootstrap/d', `console.log('x');`),
];

function rejects(rule: string, title: string, name: string, source: string, ...others: string[]): Case {
  return { title: `rejects ${title}`, path: `src/${name}.ts`, source, rules: [rule, ...others] };
}

function accepts(title: string, name: string, source: string): Case {
  return { title: `accepts ${title}`, path: `src/${name}.ts`, source, rules: [] };
}

function lint(files: Readonly<Record<string, string>>, args: readonly string[] = []): Run {
  const sandbox = new Sandbox(['.oxlintrc.json', 'package.json', 'scripts/lint'], {
    'tsconfig.json': TSCONFIG,
    ...files,
  });
  try {
    return sandbox.run(OXLINT, args, TSGOLINT);
  } finally {
    sandbox.remove();
  }
}

describe('lint rules', () => {
  const spoken = new Map<string, string[]>();

  before(() => {
    const files = Object.fromEntries(CASES.map(({ path, source }) => [path, `${source}\n`]));
    equal(Object.keys(files).length, CASES.length, 'two cases share a file');
    const { output } = lint(files, ['--format', 'json']);
    const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
    for (const { code, filename } of diagnostics) spoken.set(filename, [...(spoken.get(filename) ?? []), code]);
  });

  for (const { title, path, rules } of CASES) {
    it(`${title} (${path})`, () => deepEqual((spoken.get(path) ?? []).toSorted(), [...rules].toSorted()));
  }

  it('fails the run and says what to do', () => {
    const upward = lint({ 'src/semconv/a.ts': `export { x } from '../services/sqs';\n` });
    notEqual(upward.status, 0);
    match(upward.output, /'semconv' imports 'services', a room above it.*scripts\/lint\/rooms\.mjs/s);

    const named = lint({ 'src/services/a.ts': `export const x = 'aws.request_id';\n` });
    notEqual(named.status, 0);
    match(named.output, /'aws\.request_id' looks like an attribute name\. Only src\/semconv/);
  });

  it('passes a fine tree', () => {
    const { status, output } = lint({
      'src/semconv/a.ts': `export const QUEUE = 'aws.sqs.queue.url';\n`,
      'src/services/a.ts': `export { QUEUE } from '../semconv/a';\n`,
    });
    equal(status, 0, output);
  });
});
