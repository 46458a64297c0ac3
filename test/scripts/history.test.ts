import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, type Run, Sandbox } from './sandbox';

const LOG = `# Changelog

## Unreleased

### Added

- Something to come.

## 1.1.0 - 2027-01-31

### Telemetry

- \`a.b\` → \`a.c\`.

### Fixed

- A bug.

## 1.0.0

- Without a date.

## 0.9.0 - 2026-12-01
`;

describe('commits', () => {
  function check(...subjects: string[]): Run {
    const script = join(ROOT, 'scripts', 'lint', 'commits.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
      input: subjects.map((subject) => `${subject}\n`).join(''),
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  it('are accepted as conventional ones', () => {
    const subjects = [
      'feat: x',
      'fix(sns)!: carry it',
      'docs(guides/1.a): say so',
      'build!: drop Node.js 20',
      'Revert "feat: x"',
    ];
    deepEqual(check(...subjects), { status: 0, output: '' });
  });

  const rejected = [
    'Fix it',
    'feature: x',
    'feat:x',
    'feat: ',
    'feat: x.',
    'feat(): x',
    'FEAT: x',
    `fix: ${'x'.repeat(100)}`,
  ];
  for (const subject of rejected) {
    it(`are refused: ${subject.slice(0, 20)}`, () => {
      const { status, output } = check('feat: fine', subject);
      equal(status, 1);
      equal(output.split('\n').length, 3, output);
    });
  }

  it('that are none are no success', () => equal(check().status, 1));
});

describe('the part of the change log that belongs to a release', () => {
  const sandboxes: Sandbox[] = [];
  afterEach(() => {
    for (const sandbox of sandboxes.splice(0)) sandbox.remove();
  });

  function announce(tag: string, version = tag.slice(1)): Run {
    const sandbox = new Sandbox(['scripts/release'], {
      'package.json': JSON.stringify({ version }),
      'CHANGELOG.md': LOG,
    });
    sandboxes.push(sandbox);
    return sandbox.run('scripts/release/changelog.mjs', [tag]);
  }

  it('is printed without its heading', () => {
    deepEqual(announce('v1.1.0'), {
      status: 0,
      output: '### Telemetry\n\n- `a.b` → `a.c`.\n\n### Fixed\n\n- A bug.\n',
    });
  });

  const refused: [tag: string, version: string, why: RegExp][] = [
    ['v1.1.0', '1.1.1', /the tag is v1\.1\.0, the version in package\.json 1\.1\.1/],
    ['1.1.0', '1.1.0', /the tag is 1\.1\.0/],
    ['v1.1', '1.1', /no section "## 1\.1 - <date>"/],
    ['v1.0.0', '1.0.0', /"## 1\.0\.0" of CHANGELOG\.md has no date/],
    ['v0.9.0', '0.9.0', /"## 0\.9\.0 - 2026-12-01" of CHANGELOG\.md is empty/],
  ];
  for (const [tag, version, why] of refused) {
    it(`refuses ${tag} of ${version}: ${why.source}`, () => {
      const { status, output } = announce(tag, version);
      equal(status, 1);
      match(output, why);
    });
  }
});
