import { deepEqual, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, type Run, Sandbox } from './sandbox';

interface Lines {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}
/** What scripts/mutation/changed.mjs exports. */
interface Scripts {
  linesOf(diff: string): Lines[];
  sample(changed: readonly Lines[], most?: number): Lines[];
}

describe('scripts/mutation for what has changed', () => {
  let scripts: Scripts;
  before(async () => {
    scripts = (await import(pathToFileURL(join(ROOT, 'scripts/mutation/changed.mjs')).href)) as Scripts;
  });

  it('finds the changed lines of a diff', () => {
    const diff = [
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      '@@ -3 +3,2 @@ function a() {',
      '+++ b/no.ts',
      '@@ -9,2 +10,0 @@',
      '@@ -20,0 +19 @@',
      '--- /dev/null',
      '+++ b/src/b.ts',
      '@@ -0,0 +1,7 @@',
    ];
    deepEqual(scripts.linesOf(diff.join('\n')), [
      { file: 'src/a.ts', first: 3, last: 4 },
      { file: 'src/a.ts', first: 19, last: 19 },
      { file: 'src/b.ts', first: 1, last: 7 },
    ]);
  });

  it('takes all lines of a small change, and some from everywhere of a large one', () => {
    const small = [{ file: 'a', first: 1, last: 40 }];
    deepEqual(scripts.sample(small), small);
    const large = ['a', 'b', 'c', 'd'].map((file) => ({ file, first: 1, last: 90 }));
    const taken = scripts.sample(large, 60);
    equal(
      taken.reduce((sum, { first, last }) => sum + last - first + 1, 0),
      60,
    );
    deepEqual(new Set(taken.map(({ file }) => file)), new Set(['a', 'b', 'c', 'd']));
    deepEqual(scripts.sample(large, 60), taken);
  });

  describe('for the change that a merge brings', () => {
    let sandbox: Sandbox;
    beforeEach(() => {
      sandbox = new Sandbox(['scripts/mutation', 'scripts/matrix/cache.mjs'], {
        'src/process/a.ts': 'export const a = 1;\n',
      });
      git('init', '--quiet');
      commit();
    });
    afterEach(() => sandbox.remove());

    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], { cwd: sandbox.path });
    const commit = (): void => {
      git('add', '.');
      git('commit', '--quiet', '--no-verify', '--message', 'test: one');
    };
    const run = (): Run => sandbox.run('scripts/mutation/main.mjs', ['--changed']);

    it('says so where nothing is known of the time before', () => {
      const { status, output } = run();
      match(output, /^not run: .* does not have the commit/);
      equal(status, 0);
    });

    it('says so where no room has changed', () => {
      sandbox.write('src/values.ts', 'export const a = 1;\n');
      commit();
      const { status, output } = run();
      match(output, /^not run: no room has changed since [0-9a-f]{40}\n$/);
      equal(status, 0);
    });
  });
});
