import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { createRequire } from 'node:module';
import { blocksOf, read } from './repository';

const PAGE = 'docs/deploy.md';
const yaml = createRequire(require.resolve('mocha/package.json'))('js-yaml') as { load(text: string): unknown };

describe(PAGE, () => {
  it('has configurations that their programs can read', () => {
    const counts = ['json', 'yaml', 'js', 'ini', 'dockerfile'].map((language) => blocksOf(PAGE, language).length);
    assert.ok(
      counts.every((count) => count > 0),
      counts.join(),
    );
    for (const block of blocksOf(PAGE, 'json')) JSON.parse(block);
    for (const block of blocksOf(PAGE, 'yaml')) yaml.load(block);
    for (const block of blocksOf(PAGE, 'js')) runInNewContext(block, { module: {}, process });
    for (const block of blocksOf(PAGE, 'ini')) {
      for (const line of block.split('\n')) assert.match(line, /^(?:|#.*|\[[\w:-]+\]|[\w-]+ ?=.*)$/);
    }
  });

  it('starts every application with register', () => {
    const others = blocksOf(PAGE, 'ini').filter((block) => block.startsWith('[watcher') || block.startsWith('[Unit'));
    const starting = [
      ...['json', 'yaml', 'js', 'dockerfile'].flatMap((language) => blocksOf(PAGE, language)),
      ...others,
    ];
    assert.ok(starting.length >= 6);
    for (const block of starting) assert.match(block, /opentelemetry-instrumentation-sqs\/register/, block);
  });

  it('sets variables that the list of variables has', () => {
    const configure = read('docs/configure.md');
    const patterns = [...configure.matchAll(/^\| `(OTEL_\w+\*?)` \|/gm)].map(
      ([, name = '']) => new RegExp(`^${name.replace('*', '.*')}$`),
    );
    assert.ok(patterns.length > 30);
    const used = new Set(read(PAGE).match(/\bOTEL_[A-Z_]+\b/g));
    assert.ok(used.size > 8);
    for (const name of used) {
      assert.ok(
        patterns.some((pattern) => pattern.test(name)),
        name,
      );
    }
  });

  it('has a section for each way that the README names', () => {
    const headings = [...read(PAGE).matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
    const [, named = ''] = /`register` with ([^:]+):/.exec(read('README.md')) ?? [];
    const ways = named.split(/, | and\s+/).map((way) => way.replaceAll('\n', ' ').toLowerCase());
    assert.ok(ways.length > 5);
    assert.deepEqual(
      ways.filter((way) => !headings.includes(way)),
      [],
    );
  });
});
