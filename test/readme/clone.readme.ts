import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';
import { type Block, CLONE_PAGES, PAGES, readBlocks } from './blocks';
import { missingLines } from './output';
import { Terminal } from './terminal';

/** What is run for real; of everything else it is enough that it is there. */
const RUN = ['npm run demo', 'npm run example:order-pipeline'];

describe('the pages, in a clone of the repository', function () {
  this.timeout(180_000);

  let terminal: Terminal;
  before(() => {
    terminal = new Terminal();
    const options = { cwd: PROJECT_ROOT, encoding: 'utf8' } as const;
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options);
    for (const file of files.split('\0')) {
      if (file === '' || !existsSync(join(PROJECT_ROOT, file))) continue;
      cpSync(join(PROJECT_ROOT, file), join(terminal.folder, file));
    }
    // `npm install` of what is here already.
    symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(terminal.folder, 'node_modules'));
  });
  after(() => terminal.close());

  const { scripts } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const blocks = CLONE_PAGES.flatMap((page) => readBlocks(page));
  const outputs = new Map<Block, Block>();
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    if (block.role === 'clone' && next?.role === 'output') outputs.set(block, next);
  }

  for (const block of blocks.filter(({ role }) => role === 'clone')) {
    for (const command of block.code.split(/\n|&&/).map((each) => each.trim())) {
      if (command === 'npm install') continue;
      it(`${block.page}:${block.line}: ${command}`, async () => {
        if (!RUN.includes(command)) return isThere(command);
        const { code: exitCode, output } = await terminal.run(command);
        assert.equal(exitCode, 0, output);
        assert.match(output, /── .* trace [0-9a-f]{8} · \d+ spans? · /u);
        const expected = outputs.get(block);
        if (expected !== undefined) assert.deepEqual(missingLines(expected.code, output), [], output);
      });
    }
  }

  it('has every script that the text names', () => {
    const pages = [...new Set([...PAGES, ...CLONE_PAGES, 'CONTRIBUTING.md', 'docs/performance.md'])];
    const text = pages.map((page) => readFileSync(join(PROJECT_ROOT, page), 'utf8')).join('\n');
    const named = [...text.matchAll(/`(npm (?:run [\w:-]+|test))\b/g)].map(([, command = '']) => command);
    assert.ok(named.length > 10);
    for (const command of new Set(named)) isThere(command);
  });

  function isThere(command: string): void {
    const name = command === 'npm test' ? 'test' : /^npm run ([\w:-]+)/.exec(command)?.[1];
    assert.ok(name !== undefined && Object.hasOwn(scripts, name), `package.json has no script for "${command}"`);
  }
});
