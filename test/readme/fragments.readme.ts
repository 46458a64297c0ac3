import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';
import { PAGES, readBlocks } from './blocks';

/** The source of every test. */
function testSources(): string[] {
  return readdirSync(join(PROJECT_ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:test|brokers|apps)\.ts$/.test(file))
    .map((file) => readFileSync(join(PROJECT_ROOT, 'test', file), 'utf8'));
}

describe('the code of the pages', () => {
  const blocks = [...PAGES, 'docs/consume.md', 'docs/configure.md', 'docs/telemetry.md'].flatMap((page) =>
    readBlocks(page),
  );

  it('that is not run by the walk is run by a test', () => {
    const sources = testSources();
    const fragments = blocks.flatMap((block) => (block.role === 'fragment' ? [block.source] : []));
    assert.ok(fragments.length > 5);
    for (const source of new Set(fragments)) {
      // An application of examples/apps is run as a whole, by the name of its folder.
      const [, app] = /^examples\/apps\/([\w-]+)\//.exec(source) ?? [];
      const module = join(dirname(source), basename(source, '.ts'));
      // A guide's set-up is loaded by its name.
      const isRun = (test: string): boolean =>
        app === undefined
          ? test.includes(`/${module}'`) || test.includes(`run('${basename(source, '.ts')}.js'`)
          : new RegExp(`'${app}'`).test(test);
      assert.ok(sources.some(isRun), `no test runs ${source}`);
    }
  });

  it('that goes into a file is used by a command', () => {
    const commands = blocks.flatMap(({ role, code }) => (role === 'command' || role === 'service' ? [code] : []));
    const files = blocks.flatMap((block) => (block.role === 'file' ? [block.name] : []));
    assert.ok(files.length > 3);
    for (const name of files)
      assert.ok(
        commands.some((command) => command.includes(name)),
        `nobody runs ${name}`,
      );
  });

  it('and what it prints stands below a command', () => {
    for (const [index, { role, page, line }] of blocks.entries()) {
      if (role === 'output') assert.match(blocks[index - 1]?.role ?? '', /^(?:command|clone)$/, `${page}:${line}`);
    }
  });
});
