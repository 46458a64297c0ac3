import assert from 'node:assert/strict';
import { dirname, join, relative } from 'node:path';
import { ENTRY } from '../support/fixtures';
import { manifest, read } from './repository';

/** Entries that export something, and can be loaded without consequences. */
const ENTRIES = ['.', './bootstrap', './auto'];

describe('docs/api.md', () => {
  const [, ...parts] = read('docs/api.md').split(/^<!-- api: /m);
  const sections = new Map(
    parts.map((part) => [part.slice(0, part.indexOf(' ')), part.split('<!-- /api -->', 1)[0] ?? '']),
  );

  it('has every entry of the package', () => {
    const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
      typeof target === 'string' ? [] : entry,
    );
    assert.deepEqual([...sections.keys()], entries);
  });

  for (const entry of ENTRIES) {
    it(`describes everything that ${entry} exports, with its declaration`, async () => {
      const target = manifest.exports[entry];
      assert.ok(typeof target === 'object');
      // Of the same build as the running tests.
      const path = join(dirname(ENTRY), relative('build/src', target.default));
      const exported = Object.keys((await import(path)) as object).filter(
        (name) => !/^(default|__esModule)$/.test(name),
      );
      const described = (sections.get(entry) ?? '').split(/^### /m).slice(1);
      const values = described.filter((text) => /^(?:function|class|const) /m.test(text));
      const nameOf = (text: string): string => /^`(\w+)`\n/.exec(text)?.[1] ?? '';
      assert.deepEqual(values.map(nameOf).toSorted(), exported.filter((name) => name !== 'module.exports').toSorted());
      for (const text of described)
        assert.match(text, new RegExp(`^(?:function|class|const|interface|type) ${nameOf(text)}\\b`, 'm'));
    });
  }

  it('shows nothing that is not public', () => {
    for (const section of sections.values()) assert.doesNotMatch(section, /#private|protected |\{@link|export declare/);
  });
});
