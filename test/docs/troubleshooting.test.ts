import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { type StubServer, startStubServer } from '../attach/stubServer';
import { CHILD_ENV, DOCTOR, PATIENTLY, REGISTER } from '../bootstrap/children';
import { type Collector, startCollector, startGrpcCollector } from '../bootstrap/collector';
import { PROJECT_ROOT, fixture, runNode } from '../support/fixtures';

/** A row of the page's table: what the doctor prints, and the fix below. `…` stands for anything. */
interface Row {
  readonly symptom: string;
  readonly finding: string;
  readonly fix: string;
}

/** An application, or the doctor alone, with something wrong about it. */
interface Planted {
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly cwd?: string;
}

const ROW = /^\| (.+?) \| `((?:FAIL|WARN) {2}.+?)` \| `(.+?)` \|$/gm;

function rows(): Row[] {
  const page = readFileSync(join(PROJECT_ROOT, 'docs', 'troubleshooting.md'), 'utf8');
  return [...page.matchAll(ROW)].map(([, symptom = '', finding = '', fix = '']) => ({ symptom, finding, fix }));
}

/** A text in which each `…` stands for anything, or for nothing. */
function pattern(text: string): string {
  const parts = text.split('…').map((part) => part.trimEnd().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return parts.join('.*');
}

describe('docs/troubleshooting.md', function () {
  this.timeout(300_000);

  let server: StubServer;
  let http: Collector;
  let grpc: Collector;
  let broken: Collector;
  let directory: string;
  let said: string;

  before(async () => {
    [server, http, grpc, broken] = await Promise.all([
      startStubServer(),
      startCollector(),
      startGrpcCollector(),
      startCollector(),
    ]);
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'troubleshooting-')));
    const reports: string[] = [];
    // Two at a time: each is up to two processes.
    const queue = await planted();
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) reports.push(await ask(next));
    };
    await Promise.all([work(), work()]);
    broken.answer(404);
    reports.push(await ask({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: broken.endpoint } }));
    said = reports.join('\n');
  });
  after(async () => {
    await Promise.all([server, http, grpc, broken].map((each) => each?.stop()));
    rmSync(directory, { recursive: true, force: true });
  });

  async function ask({ env = {}, command = [], cwd }: Planted): Promise<string> {
    const healthy = {
      ...CHILD_ENV,
      ENDPOINT: server.endpoint,
      OTEL_SERVICE_NAME: 'checkout',
      OTEL_EXPORTER_OTLP_ENDPOINT: http.endpoint,
    };
    const { stdout, stderr } = await runNode(DOCTOR, {
      args: ['doctor', ...PATIENTLY, ...(command.length > 0 ? ['--', ...command] : [])],
      env: { ...healthy, ...env },
      ...(cwd !== undefined && { cwd }),
      timeoutMillis: 100_000,
    });
    assert.match(stdout, /\n\d+ things? (?:is|are) wrong\.\n$|\nNothing is wrong\.\n$/, stdout + stderr);
    return stdout;
  }

  async function planted(): Promise<Planted[]> {
    const app = (fault: string): string[] => ['node', '--import', REGISTER, fixture('bootstrap/doctored.cjs'), fault];
    broken.answer(401);
    return [
      { env: switchedOff(), command: app('none') },
      { env: switchedOff() },
      { env: { OTEL_SQS_DETAIL: 'some', OTEL_SQS_EMPTY_RECEIVE: 'drop', OTEL_TRACES_EXPORTER: 'jaeger' } },
      { env: { OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'none' }, cwd: projectWithTwins() },
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }, command: app('none') },
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: broken.endpoint } },
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: grpc.endpoint } },
      { env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' } },
      // Nobody has to listen there to know that it is the wrong one.
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' } },
      { command: app('early') },
      { command: ['node', '--import', REGISTER, await bundle()] },
      { command: ['node', '--import', REGISTER, unseen()] },
      { command: app('stock') },
      { command: ['no-such-command'] },
      { command: ['true'] },
      { command: ['node', '--import', REGISTER, file('idle.cjs', '')] },
      { command: ['node', '--import', REGISTER, oddClient()] },
    ];
  }

  /** All that a few variables can spoil. */
  function switchedOff(): Record<string, string> {
    return {
      NODE_OPTIONS: `--require ${fixture('bootstrap/without.cjs')}`,
      WITHOUT: '@opentelemetry/sdk-node',
      OTEL_SERVICE_NAME: '',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      OTEL_EXPORTER_OTLP_TIMEOUT: '10',
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'sqs',
      OTEL_PROPAGATORS: 'none',
      OTEL_TRACES_SAMPLER: 'always_off',
      OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES: 'false',
    };
  }

  function file(path: string, content: string): string {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
    return join(directory, path);
  }

  /** Two copies of the API, and the SDK of another generation. */
  function projectWithTwins(): string {
    for (const [path, version] of [
      ['@opentelemetry/api', '1.8.0'],
      ['helpers/node_modules/@opentelemetry/api', '1.9.1'],
      ['@opentelemetry/instrumentation', '0.223.0'],
      ['@opentelemetry/sdk-node', '0.301.0'],
    ] as const) {
      file(
        `twins/node_modules/${path}/package.json`,
        JSON.stringify({ name: path.replace(/.*_modules\//, ''), version }),
      );
    }
    return join(directory, 'twins');
  }

  /** A package that is called like a client and has no client. */
  function oddClient(): string {
    const name = '@aws-sdk/client-odd';
    file(
      `odd/node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '3.0.0', main: 'dist-cjs/index.js' }),
    );
    file(`odd/node_modules/${name}/dist-cjs/index.js`, 'exports.OddClient = class {};');
    return file('odd/app.cjs', `require('${name}');`);
  }

  /** Requests of an AWS SDK that no hook has seen. */
  function unseen(): string {
    const headers = "{ 'user-agent': 'aws-sdk-js/3.1169.0' }";
    return file(
      'unseen.cjs',
      `require('node:http').get('${server.endpoint}', { headers: ${headers} }, (r) => r.resume());`,
    );
  }

  async function bundle(): Promise<string> {
    const outfile = join(directory, 'bundle.cjs');
    const entryPoints = [fixture('bootstrap/toBundle.js')];
    await build({ entryPoints, bundle: true, platform: 'node', outfile, logLevel: 'silent' });
    return outfile;
  }

  for (const { symptom, finding, fix } of rows()) {
    it(`${symptom}: ${finding.slice(6)}`, () => {
      const printed = new RegExp(`^${pattern(finding)}\\n {6}fix: ${pattern(fix)}$`, 'm');
      const near = said.match(new RegExp(`^${finding.slice(0, 12)}.*\\n.*`, 'gm')) ?? [];
      assert.ok(printed.test(said), `the doctor did not say so, but:\n${near.join('\n')}`);
    });
  }

  it('has all that the doctor can find wrong', () => {
    const directoryOfDoctor = join(PROJECT_ROOT, 'src', 'doctor');
    const source = readdirSync(directoryOfDoctor)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(directoryOfDoctor, name), 'utf8'))
      .join('\n');
    const checks = new Set([...source.matchAll(/\b(?:fail|failOf|warn)\(\s*'([^']+)'/g)].map(([, check]) => check));
    const page = readFileSync(join(PROJECT_ROOT, 'docs', 'doctor.md'), 'utf8');
    const told = new Set<string | undefined>(
      [...page.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, names = '']) => names.split('`')),
    );
    assert.ok(checks.size > 15);
    assert.deepEqual(
      [...checks].filter((check) => !told.has(check)),
      [],
    );
  });
});
