import assert from 'node:assert/strict';
import { exists, read } from './repository';

interface Entry {
  readonly term: string;
  readonly meaning: string;
  readonly places: readonly string[];
}

/** The rows of all tables: term, meaning, place. */
function entriesOf(glossary: string): Entry[] {
  const rows = glossary.split('\n').filter((line) => /^\| (?!---|Term )/.test(line));
  return rows.map((row) => {
    const [, term = '', meaning = '', where = ''] = row.split('|').map((cell) => cell.trim());
    return { term, meaning, places: [...where.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path) };
  });
}

describe('docs/glossary.md', () => {
  const entries = entriesOf(read('docs/glossary.md'));

  it('names a file or a folder that exists for each term', () => {
    assert.ok(entries.length > 30);
    for (const { term, places } of entries) {
      assert.ok(places.length > 0, `${term} names no place`);
      for (const path of places) assert.ok(exists(path), `${term}: there is no ${path}`);
    }
  });

  it('explains each term once, in whole sentences', () => {
    const terms = entries.map(({ term }) => term);
    assert.deepEqual(terms, [...new Set(terms)]);
    for (const { term, meaning } of entries) assert.match(meaning, /^[A-Z`].*\.$/, term);
  });

  it('has a term of every room that is a folder', () => {
    const [, rooms = ''] = /<!-- table: rooms -->([\s\S]*?)<!-- \/table -->/.exec(read('CONTRIBUTING.md')) ?? [];
    const folders = [...rooms.matchAll(/`(src\/\w+)`/g)].map(([, path = '']) => path).filter((path) => exists(path));
    const places = entries.flatMap((entry) => entry.places);
    assert.ok(folders.length > 10);
    for (const folder of folders) {
      assert.ok(
        places.some((path) => `${path}/`.startsWith(`${folder}/`)),
        `no term leads to ${folder}`,
      );
    }
  });

  it('is linked where its words are used', () => {
    assert.match(read('CONTRIBUTING.md'), /\]\(docs\/glossary\.md\)/);
    assert.match(read('docs/architecture.md'), /\]\(glossary\.md\)/);
  });
});
