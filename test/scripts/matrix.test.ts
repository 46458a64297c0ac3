import { deepEqual, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT, type Run, Sandbox } from './sandbox';

const SCRIPT = 'scripts/matrix/main.mjs';
const MAJOR = Number.parseInt(process.versions.node, 10);
const LINE = `${MAJOR}/2`;
const PACKAGES = ['@opentelemetry/core', '@opentelemetry/instrumentation', '@aws-sdk/client-sqs', 'sqs-consumer'];

/** An npm that installs what has nothing but a version, and whose test runs end as the report says. */
const npm = (report: string): string => `#!${process.execPath}
const { mkdirSync, writeFileSync } = require('node:fs');
if (process.argv[2] === 'install') {
  for (const name of ${JSON.stringify(PACKAGES)}) {
    mkdirSync('node_modules/' + name, { recursive: true });
    writeFileSync('node_modules/' + name + '/package.json', '{"version":"2.0.0"}');
  }
} else ${report}
`;

const reporting = (report: object): string =>
  npm(`writeFileSync(process.env.MATRIX_REPORT, ${JSON.stringify(JSON.stringify(report))});`);

interface Row {
  readonly line: string;
  readonly versions: Readonly<Record<string, string>>;
}

describe('scripts/matrix', () => {
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.remove());

  function run(stub: string, args: readonly string[] = ['--only', LINE]): Run {
    const manifest = JSON.stringify({ devDependencies: {} });
    sandbox = new Sandbox(['scripts/matrix'], {
      'package.json': manifest,
      'package-lock.json': '{"packages":{}}',
      '.npmrc': '',
      'viewer/package.json': manifest,
      'bin/npm': stub,
      'cache/.gitignore': '*',
    });
    chmodSync(join(sandbox.path, 'bin', 'npm'), 0o755);
    execFileSync('git', ['init', '--quiet'], { cwd: sandbox.path });
    const PATH = [join(sandbox.path, 'bin'), process.env['PATH']].join(delimiter);
    return sandbox.run(SCRIPT, args, { PATH, XDG_CACHE_HOME: join(sandbox.path, 'cache'), CI_RESULTS: 'counts' });
  }

  it('tells how many tests passed, with which releases, and what was skipped', () => {
    const report = { passes: 12, failures: 0, pending: 1, failed: [], skipped: ['something of Linux'] };
    const { status, output } = run(reporting(report), ['--only', LINE, '--write']);
    match(
      output,
      new RegExp(`^${LINE}: 12 passed, 0 failed, 1 skipped in \\d+ s \\(Node\\.js ${process.versions.node}, `),
    );
    match(output, /OpenTelemetry 2\.0\.0, AWS SDK 2\.0\.0, sqs-consumer 2\.0\.0/);
    match(output, new RegExp(`${LINE} skipped: something of Linux`));
    match(output, /\n12 passed, 0 failed, 1 skipped\n$/);
    equal(status, 0);
    deepEqual(JSON.parse(sandbox?.read('counts') ?? ''), { passes: 12, failures: 0, pending: 1, failed: [] });
    match(sandbox?.read('scripts/matrix/results.json') ?? '', new RegExp(`"line":"${LINE}".*"passed":12,"skipped":1`));
  });

  it('fails where a test fails, and names it', () => {
    const failed = [{ title: 'a span ends', file: 'build/test/a.test.js', message: 'one\ntwo' }];
    const { status, output } = run(reporting({ passes: 1, failures: 1, pending: 0, failed, skipped: [] }));
    match(output, / {2}a span ends\n {4}build\/test\/a\.test\.js\n {4}one\n {4}two\n/);
    equal(status, 1);
  });

  it('fails where the tests end early', () => {
    const { status, output } = run(npm('process.exit(7);'));
    match(output, /ended with 7 before its end/);
    equal(status, 1);
  });

  it('says so where packages cannot be had', () => {
    const { status, output } = run(`#!/bin/sh\necho no network >&2\nexit 1\n`);
    match(output, new RegExp(`^${LINE}: not run, for its packages could not be installed: .*\\nno network`));
    match(output, /\n0 passed, 0 failed, 1 skipped\n$/);
    equal(status, 0);
  });

  it('knows its lines', () => {
    const { status, output } = run('', ['--only', '7/1']);
    match(output, /no such line: 7\/1; there are 20\/2/);
    equal(status, 1);
  });

  it('has results of green lines alone, each of the Node.js that it names', () => {
    const rows = JSON.parse(readFileSync(join(ROOT, 'scripts/matrix/results.json'), 'utf8')) as Row[];
    for (const { line, versions } of rows) {
      const majors = [versions['node'], versions['openTelemetry']].map((version) => version?.split('.')[0]);
      equal(majors.join('/'), line);
    }
  });
});
