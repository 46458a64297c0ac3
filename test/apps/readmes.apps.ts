import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, manifestOf } from './install';

const names = readdirSync(APPS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** npm's own, beside `npm run <script>`. */
const SHORT = /\bnpm (?:run )?(start)\b|\bnpm run ([\w:-]+)/g;

describe('the READMEs of the examples', () => {
  it('list every example, and each example has its test', () => {
    const list = readFileSync(join(APPS, 'README.md'), 'utf8');
    const listed = [...list.matchAll(/\]\(([\w-]+)\/README\.md\)/g)].map(([, name = '']) => name);
    assert.deepEqual(listed.toSorted(), names.toSorted());
    const tested = names.filter((name) => existsSync(join(__dirname, `${name}.apps.js`)));
    assert.deepEqual(tested, names);
  });

  for (const name of names) {
    it(`${name}: short, with commands and links that exist`, () => {
      const directory = join(APPS, name);
      const readme = readFileSync(join(directory, 'README.md'), 'utf8');
      const lines = readme.trimEnd().split('\n').length;
      assert.ok(lines >= 10 && lines <= 30, `${lines} lines`);

      const { scripts, dependencies } = manifestOf(directory);
      const commands = [...readme.matchAll(SHORT)].map(([, start, script]) => start ?? script ?? '');
      assert.ok(commands.length > 0);
      for (const command of commands) assert.ok(command in scripts, `no script ${command}`);
      assert.ok('opentelemetry-instrumentation-sqs' in (dependencies ?? {}));

      const links = [...readme.matchAll(/\]\((\.[^)#]*)\)/g)].map(([, path = '']) => path);
      assert.ok(links.length > 0);
      for (const link of links) assert.ok(existsSync(join(directory, link)), link);
    });
  }
});
