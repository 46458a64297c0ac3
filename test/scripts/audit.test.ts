import { equal, match } from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Run, Sandbox } from './sandbox';

const CHECKED = { resolved: 'https://registry.example/a.tgz', integrity: 'sha512-AAAA' };
const LOCK = { '': {}, viewer: {}, 'node_modules/viewer': { link: true }, 'node_modules/a': CHECKED };

describe('scripts/audit', () => {
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.remove());

  function run(packages: object, npm: string): Run {
    sandbox = new Sandbox(['scripts/audit'], {
      'package-lock.json': JSON.stringify({ packages }),
      'bin/npm': `#!/bin/sh\n${npm}\n`,
    });
    chmodSync(join(sandbox.path, 'bin', 'npm'), 0o755);
    const PATH = [join(sandbox.path, 'bin'), process.env['PATH']].join(delimiter);
    return sandbox.run('scripts/audit/main.mjs', [], { PATH });
  }

  it('says what it could not look at', () => {
    const { status, output } = run(LOCK, 'echo npm error audit endpoint returned an error >&2; exit 1');
    match(output, /^package-lock\.json: 4 entries, all with a checksum\n/);
    match(output, /\nnpm audit --omit=dev: not run, for the registry gives no advisories here\n/);
    equal(status, 0);
  });

  it('fails where there is an advisory', () => {
    const { status, output } = run(LOCK, 'echo 1 high severity vulnerability; exit 1');
    match(output, /npm audit --audit-level=high:\n1 high severity vulnerability/);
    equal(status, 1);
  });

  for (const [what, entry] of [
    ['an entry without a checksum', { resolved: CHECKED.resolved }],
    ['one with a weak checksum', { ...CHECKED, integrity: 'sha1-AAAA' }],
    ['one from elsewhere', { ...CHECKED, resolved: 'git+ssh://git.example/a' }],
  ] as const) {
    it(`fails for ${what}, without any registry`, () => {
      const { status, output } = run({ ...LOCK, 'node_modules/a/node_modules/b': entry }, 'exit 0');
      match(output, /^package-lock\.json: node_modules\/a\/node_modules\/b /);
      equal(status, 1);
    });
  }
});
