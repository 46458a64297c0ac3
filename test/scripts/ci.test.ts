import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { type Run, Sandbox } from './sandbox';

interface Step {
  readonly script: string;
  readonly suite: boolean;
  readonly args?: readonly string[];
}

const SUITE: Step = { script: 'suite', suite: true };

/** A suite whose runs end as the list says, one after the other. */
const suite = (endings: readonly (readonly string[])[]): string => `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
appendFileSync('runs', JSON.stringify(process.argv.slice(2)) + '\\n');
const run = readFileSync('runs', 'utf8').split('\\n').length - 2;
const failed = ${JSON.stringify(endings)}[run].map((title) => ({ title, error: 'late\\nby far' }));
writeFileSync(process.env.CI_RESULTS, JSON.stringify({ passes: 5, failures: failed.length, pending: 0, failed }));
process.exitCode = failed.length > 0 ? 1 : 0;
`;

describe('.ci/run', () => {
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.remove());

  function run(endings: readonly (readonly string[])[], step: Step = SUITE): Run {
    sandbox = new Sandbox(['.ci'], {
      'package.json': JSON.stringify({ scripts: { suite: 'node suite.js', format: 'node -e "process.exit(3)"' } }),
      'suite.js': suite(endings),
      '.ci/steps.mjs': `export const STEPS = ${JSON.stringify([step])};`,
    });
    return sandbox.run('.ci/main.mjs', []);
  }
  const runs = (): unknown[] =>
    (sandbox?.read('runs') ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  it('passes where all tests pass', () => {
    const { status, output } = run([[]]);
    match(output, /\n5 passed, 0 failed\n$/);
    equal(status, 0);
    equal(runs().length, 1);
  });

  it('runs a few failed tests once more, alone, and names them', () => {
    const titles = ['22/3: a span (of one) ends', 'a queue "before each" hook: connect for "is read"'];
    const { status, output } = run([titles, []], { ...SUITE, args: ['--only', '22/3', '--coverage'] });
    match(
      output,
      /unstable, failed once and passed alone: suite .*\n {2}\| 22\/3: a span \(of one\) ends\n {2}\| {3}late/,
    );
    match(output, /\n7 passed, 0 failed\n$/);
    equal(status, 0);
    const [, again] = runs();
    deepEqual(again, ['--only', '22/3', '--grep', String.raw`^(?:a span \(of one\) ends|a queue)`]);
  });

  it('fails where a test fails twice', () => {
    const { status, output } = run([['a span ends'], ['a span ends']]);
    match(output, /failed step: suite\n {2}\| a span ends\n/);
    match(output, /\n5 passed, 1 failed\n$/);
    equal(status, 1);
  });

  it('fails where more than a few tests fail, and runs none again', () => {
    const { status, output } = run([['a', 'b', 'c', 'd'], []]);
    match(output, /\n5 passed, 4 failed\n$/);
    equal(status, 1);
    equal(runs().length, 1);
  });

  it('fails where something else fails', () => {
    const { status, output } = run([], { script: 'format', suite: false });
    match(output, /failed step: format/);
    doesNotMatch(output, /again/);
    equal(status, 1);
  });
});
