import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startStubServer } from '../attach/stubServer';
import { CHILD_ENV, DOCTOR, PATIENTLY, REGISTER } from '../bootstrap/children';
import { startCollector, startGrpcCollector } from '../bootstrap/collector';
import { type ChildResult, fixture, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Findings {
  readonly ok: boolean;
  readonly findings: { check: string; level: string; message: string; fix?: string }[];
}

describe('the doctor', () => {
  const server = useWorld(startStubServer);
  const collector = useWorld(startCollector);
  let directory: string;
  before(async () => void (directory = await mkdtemp(join(tmpdir(), 'otel-sqs-doctor-test-'))));
  after(() => rm(directory, { recursive: true }));

  /** The environment of an application where all is well. */
  const healthy = (): Record<string, string> => ({
    ...CHILD_ENV,
    ENDPOINT: server.endpoint,
    OTEL_SERVICE_NAME: 'checkout',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  });
  const doctor = (env: Record<string, string>, command: readonly string[] = [], cwd?: string): Promise<ChildResult> =>
    runNode(DOCTOR, {
      args: ['doctor', '--json', ...PATIENTLY, ...(command.length > 0 ? ['--', ...command] : [])],
      env: { ...healthy(), ...env },
      ...(cwd !== undefined && { cwd }),
    });

  /** Finds the planted fault, and nothing else. */
  async function findsOnly(
    check: string,
    message: RegExp,
    fix: RegExp,
    env: Record<string, string>,
    command?: readonly string[],
    cwd?: string,
  ): Promise<void> {
    const result = await doctor(env, command, cwd);
    const { ok, findings } = JSON.parse(result.stdout) as Findings;
    const failed = findings.filter(({ level }) => level === 'fail');
    const all = JSON.stringify(failed, undefined, 2) + result.stderr;
    assert.deepEqual(
      failed.map((finding) => finding.check),
      [check],
      all,
    );
    assert.match(failed[0]?.message ?? '', message);
    assert.match(failed[0]?.fix ?? '', fix);
    assert.deepEqual({ ok, code: result.code }, { ok: false, code: 1 });
  }
  const app = (fault: string): string[] => ['node', '--import', REGISTER, fixture('bootstrap/doctored.cjs'), fault];

  it('finds nothing where nothing is wrong, and leaves stdout to its findings', async () => {
    const result = await doctor({}, app('none'));
    const { ok, findings } = JSON.parse(result.stdout) as Findings;
    assert.deepEqual(
      findings.filter(({ level }) => level !== 'pass'),
      [],
    );
    assert.deepEqual({ ok, code: result.code }, { ok: true, code: 0 });
    assert.match(result.stderr, /application done/);
    const text = findings.map(({ check, message }) => `${check}: ${message}`).join('\n');
    assert.match(text, /clients: @aws-sdk\/client-sqs@3\.\d+\.\d+ is traced/);
    assert.match(text, /spans: 1 started, 1 ended \(1 of AWS calls\), 1 exported, 0 dropped/);
    assert.match(text, /endpoint: http:\/\/127\.0\.0\.1:\d+\/v1\/traces takes traces over http\/protobuf/);
  });

  it('prints for people, with the fix below what is wrong', async () => {
    const env = { ...healthy(), OTEL_PROPAGATORS: 'none', OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic s3cret' };
    const result = await runNode(DOCTOR, { args: ['doctor'], env });
    assert.match(result.stdout, /^FAIL {2}propagators: OTEL_PROPAGATORS is none.*\n {6}fix: unset OTEL_PROPAGATORS/m);
    assert.match(result.stdout, /^PASS {2}endpoint: /m);
    assert.match(result.stdout, /1 thing is wrong\.\n$/);
    assert.equal(result.code, 1);
    assert.ok(!(result.stdout + result.stderr).includes('s3cret'));
    const [none, two] = await Promise.all(
      [{}, { OTEL_PROPAGATORS: 'none', OTEL_TRACES_SAMPLER: 'always_off' }].map((more) =>
        runNode(DOCTOR, { args: ['doctor'], env: { ...healthy(), ...more } }),
      ),
    );
    assert.match(none?.stdout ?? '', /\nNothing is wrong\.\n$/);
    assert.match(two?.stdout ?? '', /\n2 things are wrong\.\n$/);
  });

  it('explains its usage for a wrong one', async () => {
    const results = await Promise.all([[], ['doctor', '--what'], ['--help']].map((args) => runNode(DOCTOR, { args })));
    assert.deepEqual(
      results.map(({ code }) => code),
      [2, 2, 0],
    );
    for (const { stdout, stderr } of results)
      assert.match(stdout + stderr, /Usage: opentelemetry-instrumentation-sqs doctor/);
    // Of milliseconds nobody thinks, and what has no time to load is not seen.
    const { code, stdout, stderr } = await runNode(DOCTOR, {
      args: ['doctor', '--timeout', '30', '--', 'node', '-e', ''],
    });
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr, '--timeout 30 is 30 milliseconds, in which no application starts: --timeout 30s is seconds\n');
  });

  it('the SDK is loaded before the application sets up tracing', async () => {
    const [message, fix] = [
      /sets up tracing after it has loaded @aws-sdk\/client-sqs/,
      /before every import of the AWS SDK/,
    ];
    await findsOnly('load order', message, fix, {}, app('early'));
    await findsOnly('load order', message, fix, {}, app('early instrumentation'));
  });

  it('two copies of the OpenTelemetry API', async () => {
    const project = join(directory, 'copies');
    for (const [place, version] of [
      ['node_modules', '1.8.0'],
      ['node_modules/tracing-helpers/node_modules', '1.9.1'],
    ]) {
      const path = join(project, String(place), '@opentelemetry', 'api');
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'package.json'), JSON.stringify({ name: '@opentelemetry/api', version }));
    }
    const message =
      /registered with @opentelemetry\/api 1\.8\.0, which 1\.9\.1 does not see: .*1\.9\.1 in node_modules\/tracing-helpers\/node_modules/;
    await findsOnly('copies', message, /npm dedupe/, {}, [], project);
  });

  it('no endpoint', () =>
    findsOnly('endpoint', /OTEL_EXPORTER_OTLP_ENDPOINT is not set/, /set OTEL_EXPORTER_OTLP_ENDPOINT=/, {
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
    }));

  it('nobody at the endpoint', () =>
    findsOnly('endpoint', /http:\/\/127\.0\.0\.1:1\/v1\/traces refused the connection/, /start the collector/, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    }));

  it('the port of the other protocol, either way', async () => {
    const grpc = await startGrpcCollector();
    try {
      await findsOnly('endpoint', /does not speak HTTP/, /OTEL_EXPORTER_OTLP_PROTOCOL=grpc/, {
        OTEL_EXPORTER_OTLP_ENDPOINT: grpc.endpoint,
      });
    } finally {
      await grpc.stop();
    }
    await findsOnly('endpoint', /does not speak gRPC/, /OTEL_EXPORTER_OTLP_PROTOCOL=http\/protobuf/, {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    });
  });

  it('a sampler that records nothing', async () => {
    const [message, fix] = [/records no trace/, /OTEL_TRACES_SAMPLER_ARG=1/];
    await findsOnly('sampler', message, fix, { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
    await findsOnly('sampler', message, fix, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
  });

  it('no propagator', () =>
    findsOnly('propagators', /producer and consumer have no trace in common/, /unset OTEL_PROPAGATORS/, {
      OTEL_PROPAGATORS: 'none',
    }));

  it('the instrumentation is switched off', async () => {
    await findsOnly('instrumentation', /switches the tracing of AWS calls off/, /take sqs out of/, {
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,sqs',
    });
    await findsOnly('instrumentation', /OTEL_NODE_ENABLED_INSTRUMENTATIONS=http/, /add sqs to/, {
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http',
    });
  });

  for (const minify of [false, true]) {
    it(`the SDK is bundled into the application${minify ? ', minified' : ''}`, async () => {
      const outfile = join(directory, `bundle-${String(minify)}.cjs`);
      await build({
        entryPoints: [fixture('bootstrap/toBundle.js')],
        bundle: true,
        platform: 'node',
        minify,
        outfile,
        logLevel: 'silent',
      });
      await findsOnly('bundle', /has the AWS SDK bundled into it/, /instrumentClient/, {}, [
        'node',
        '--import',
        REGISTER,
        outfile,
      ]);
    });
  }

  it('the stock instrumentation is active as well', () =>
    findsOnly(
      'stock instrumentation',
      /@opentelemetry\/instrumentation-aws-sdk is active as well/,
      /OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk/,
      {},
      app('stock'),
    ));

  it('tells of a missing SDK, of mixed generations, and of an application that does not start', async () => {
    const project = join(directory, 'generations');
    const path = join(project, 'node_modules', '@opentelemetry');
    for (const [name, version] of [
      ['instrumentation', '0.223.0'],
      ['sdk-node', '0.301.0'],
    ]) {
      await mkdir(join(path, String(name)), { recursive: true });
      const content = { name: `@opentelemetry/${String(name)}`, version };
      await writeFile(join(path, String(name), 'package.json'), JSON.stringify(content));
    }
    const message = /2\.x and 3\.x are mixed: .*sdk-node@0\.301\.0/;
    await findsOnly('generations', message, /of the same release/, {}, [], project);

    const without = {
      NODE_OPTIONS: `--require ${fixture('bootstrap/without.cjs')}`,
      WITHOUT: '@opentelemetry/sdk-node',
    };
    await findsOnly('packages', /sdk-node is not installed/, /npm install @opentelemetry\/sdk-node/, without);

    // One fault, though exports fail as well.
    const nobody = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
    await findsOnly('endpoint', /refused the connection/, /^start the collector/, nobody, app('none'));
    await findsOnly('register', /no Node.js process of it reported/, /^run it with Node\.js/, {}, ['true']);
    await findsOnly('application', /^could not be started: /, /^correct the command/, {}, ['no-such-command']);
  });
});
