import assert from 'node:assert/strict';
import { filesOf, read } from './repository';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'viewer/README.md', ...filesOf('docs', '.md')];
/** The README has the first rows of tables that are whole elsewhere. Guides of migration compare with other packages. */
const OF_THEIR_OWN = /^README\.md$|^docs\/migration\//;

describe('the tables of the documentation', () => {
  it('are generated into one page each', () => {
    const pages = pagesOf((text) => [...text.matchAll(/^<!-- table: (\S+) -->$/gm)].map(([, name = '']) => name));
    assert.ok(pages.size > 20);
    assert.deepEqual(several(pages), []);
  });

  it('have no row that stands on two pages', () => {
    const pages = pagesOf(
      (text) => text.match(/^\|.*\|$(?!\n\| ?-)/gm)?.filter((row) => !/^[|: -]+$/.test(row)) ?? [],
      PAGES.filter((page) => !OF_THEIR_OWN.test(page)),
    );
    assert.ok(pages.size > 200);
    assert.deepEqual(several(pages), []);
  });
});

/** What there is on pages, with the pages that have it. */
function pagesOf(find: (text: string) => readonly string[], among = PAGES): Map<string, string[]> {
  const pages = new Map<string, string[]>();
  for (const page of among)
    for (const each of new Set(find(read(page)))) pages.set(each, [...(pages.get(each) ?? []), page]);
  return pages;
}

function several(pages: ReadonlyMap<string, readonly string[]>): unknown[] {
  return [...pages].filter(([, where]) => where.length > 1);
}
