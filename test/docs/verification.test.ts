import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';

/** A test that the page names for a promise. */
interface Named {
  readonly promise: string;
  readonly file: string;
  readonly title: string;
}

/** `- [name](../file): *title*; *title*` below `**promise**` */
function namedTests(text: string): Named[] {
  const named: Named[] = [];
  let promise = '';
  for (const paragraph of text.split(/\n\n|\n(?=- )/)) {
    promise = /^\*\*([\s\S]+?)\*\*/.exec(paragraph)?.[1] ?? promise;
    const [, file, titles = ''] = /^- \[[^\]]+\]\(\.\.\/([^)]+)\):([\s\S]*)/.exec(paragraph) ?? [];
    if (file === undefined) continue;
    for (const [, title = ''] of titles.matchAll(/\*([^*]+)\*/g)) {
      named.push({ promise, file, title: title.replaceAll(/\s+/g, ' ') });
    }
  }
  return named;
}

/** The titles of a test file, with `…` for what is put into them. */
function titlesOf(file: string): string[] {
  const source = readFileSync(join(PROJECT_ROOT, file), 'utf8');
  const titles = source.matchAll(
    /\b(?:it|describe)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g,
  );
  return [...titles].map(([, single, double, template]) =>
    (single ?? double ?? template ?? '').replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…').replaceAll(/\\(.)/g, '$1'),
  );
}

describe('what docs/verification.md promises', () => {
  const named = namedTests(readFileSync(join(PROJECT_ROOT, 'docs', 'verification.md'), 'utf8'));
  const promises = groupBy(named);

  it('is a handful of promises, each with tests in several files', () => {
    assert.ok(promises.size >= 5, [...promises.keys()].join('\n'));
    for (const [promise, tests] of promises) {
      assert.ok(new Set(tests.map(({ file }) => file)).size >= 2, promise);
    }
  });

  for (const [promise, tests] of promises) {
    it(`${promise}: its tests exist`, () => {
      const missing = tests.filter(({ file, title }) => !titlesOf(file).includes(title));
      assert.deepEqual(
        missing.map(({ file, title }) => `${file}: ${title}`),
        [],
      );
    });
  }

  it('is found missing when a test goes, or is renamed', () => {
    const text =
      '## X\n\n**It holds**: always.\n\n- [a](../test/docs/verification.test.ts): *its tests exist*; *… : gone*\n';
    const [, gone] = namedTests(text);
    assert.deepEqual(gone, { promise: 'It holds', file: 'test/docs/verification.test.ts', title: '… : gone' });
    assert.ok(titlesOf('test/docs/verification.test.ts').includes('…: its tests exist'));
    assert.ok(!titlesOf('test/docs/verification.test.ts').includes(gone.title));
  });
});

function groupBy(named: readonly Named[]): Map<string, Named[]> {
  const groups = new Map<string, Named[]>();
  for (const each of named) groups.set(each.promise, [...(groups.get(each.promise) ?? []), each]);
  return groups;
}
