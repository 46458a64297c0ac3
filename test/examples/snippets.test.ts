import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';

const MARKER = /^\s*<!-- snippet: (\S+)#\S+ -->\s*$/gm;
/** `from './x'`, `import('./x')`, `require('./x')`. */
const RELATIVE_IMPORT = /(?:from |import\(|require\()'(\.[^']+)'/g;
/** Names that a snippet's file has for others: whoever runs the file must use them. */
const EXPORT = /^export (?:async )?(?:function|class|const) (\w+)/gm;

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');

function all(directory: string, extension: string): string[] {
  const names = readdirSync(join(PROJECT_ROOT, directory), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(extension)).map((name) => join(directory, name));
}

/** The files from which the pages take their snippets. */
function sourcesOf(pages: readonly string[]): string[] {
  return [...new Set(pages.flatMap((page) => [...read(page).matchAll(MARKER)].map(([, path = '']) => path)))];
}

/** The files that a file runs: what it imports, and what it starts in a process of its own, named in a text. */
function used(path: string): string[] {
  const text = read(path);
  const imported = [...text.matchAll(RELATIVE_IMPORT)].map(([, target = '']) =>
    relative(PROJECT_ROOT, resolve(PROJECT_ROOT, dirname(path), `${target.replace(/\.js$/, '')}.ts`)),
  );
  const [, example] = /'examples', '([\w-]+)'/.exec(text) ?? [];
  const started = [...text.matchAll(/'([\w-]+)\.js'/g)].map(([, name]) =>
    join('examples', String(example), `${name}.ts`),
  );
  return [...imported, ...(example === undefined ? [] : started)].filter((one) => existsSync(join(PROJECT_ROOT, one)));
}

/** Every file that the tests run, with the texts of those that run it. */
function reached(tests: readonly string[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  const seen = new Set(tests);
  for (const path of seen) {
    for (const target of used(path)) {
      users.set(target, [...(users.get(target) ?? []), read(path)]);
      seen.add(target);
    }
  }
  return users;
}

function idle(sources: readonly string[], users: ReadonlyMap<string, readonly string[]>): string[] {
  return sources.flatMap((source) => {
    const texts = users.get(source);
    if (texts === undefined) return [`${source}: no test runs it`];
    const names = [...read(source).matchAll(EXPORT)].map(([, name = '']) => name);
    const unused = names.filter((name) => !texts.some((text) => new RegExp(`\\b${name}\\b`).test(text)));
    return unused.map((name) => `${source}: no test uses ${name}`);
  });
}

describe('the snippets of guides and recipes', () => {
  const sources = sourcesOf([...all('docs/guides', '.md'), 'docs/recipes.md']);

  it('come from files that a test runs', () => {
    assert.ok(sources.length > 15, `only ${sources.length}`);
    assert.deepEqual(idle(sources, reached(all('test', '.ts'))), []);
  });

  it('would be found if no test ran them', () => {
    const tests = all('test', '.ts').filter((path) => !path.includes('recipesDatabase'));
    const found = idle(sources, reached(tests));
    assert.ok(found.includes('examples/recipes/databaseCalls.ts: no test runs it'), found.join('\n'));
    const text = "import { store } from '../../examples/recipes/database';";
    const users = new Map([...reached(tests), ['examples/recipes/database.ts', [text]]]);
    assert.ok(idle(sources, users).includes('examples/recipes/database.ts: no test uses traceQueries'));
  });

  it('are all the code in TypeScript or JavaScript that these pages have', () => {
    for (const page of [...all('docs/guides', '.md'), 'docs/recipes.md']) {
      const bare = read(page).replaceAll(/<!-- snippet: [\s\S]*?<!-- \/snippet -->/g, '');
      assert.doesNotMatch(bare, /```(?:ts|js|typescript|javascript|mjs|cjs)\b/, page);
    }
  });
});
