import assert from 'node:assert/strict';
import { checkApp } from '../../src/doctor/checkApp';
import { checkEnvironment, checkSwitches } from '../../src/doctor/checkEnvironment';
import { examineEnvironment } from '../../src/doctor/examine';
import type { Finding } from '../../src/doctor/finding';
import type { Observation } from '../../src/doctor/observer/observation';
import { problemsOfSetUp } from '../../src/doctor/problemsOfSetUp';
import type { AppProcess } from '../../src/doctor/reports';
import type { AppRun } from '../../src/doctor/runApp';
import { DOCTOR_DIRECTORY } from '../../src/bootstrap/doctorDirectory';
import { resolveSettings } from '../../src/bootstrap/settings';
import { type TraceStatus, getTraceStatus } from '../../src/bootstrap/traceStatus';
import { PACKAGE_NAME } from '../../src/version';

/** What an observer sees of a process in which this package is in use. */
const NOTHING_SEEN: Observation = {
  pid: 1,
  thread: 0,
  entry: undefined,
  over: true,
  ofItself: true,
  env: {},
  registered: { api: '1.9.1', traces: true, metrics: false, contextManager: true, fields: ['traceparent'] },
  provider: undefined,
  exporters: [],
  spans: { started: 0, ended: 0, byScope: {}, late: 0, lost: 0 },
  messages: { received: 0, processed: 0, tooLarge: undefined, filtered: undefined },
  ours: { versions: ['0.1.0'], enabled: true, installed: true, unattached: false, stock: false },
  clients: [],
  requests: 0,
  packages: [],
  files: [],
};

const ENDPOINT = 'http://nobody.invalid:4318';

/** Findings as `level check: message`, those of one check if it is named. */
function told(findings: readonly Finding[], check?: string): string[] {
  return findings
    .filter((finding) => check === undefined || finding.check === check)
    .map((finding) => `${finding.level} ${finding.check}: ${finding.message}`);
}

describe("the doctor's findings about the environment", () => {
  const examine = (env: Record<string, string>): Promise<Finding[]> => checkEnvironment(resolveSettings(env), env);

  it('has nothing against what is well, and names the service', async () => {
    const findings = await examine({ OTEL_SERVICE_NAME: 'checkout', OTEL_TRACES_EXPORTER: 'zipkin' });
    assert.deepEqual(told(findings), [
      'pass instrumentation: AWS calls are traced',
      'pass service: checkout (OTEL_SERVICE_NAME)',
      'pass exporter: zipkin',
      'pass sampler: parentbased_traceidratio (1)',
      'pass propagators: tracecontext, baggage',
    ]);
  });

  it('asks for a name where the service has none of its own', async () => {
    const [service] = (await examine({ OTEL_TRACES_EXPORTER: 'none' })).filter(({ check }) => check === 'service');
    assert.equal(service?.level, 'warn');
    assert.match(service.fix ?? '', /^set OTEL_SERVICE_NAME=/);
  });

  it('sees what is switched off', async () => {
    const findings = await examine({
      OTEL_SDK_DISABLED: 'true',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES: 'false',
    });
    assert.deepEqual(told(findings, 'sdk'), ['fail sdk: OTEL_SDK_DISABLED is set, nothing is traced']);
    assert.deepEqual(told(findings, 'receive'), [
      'warn receive: OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES is off: messages may come without their trace context',
    ]);
    assert.deepEqual(told(findings, 'exporter'), ['fail exporter: OTEL_TRACES_EXPORTER is none, no span is exported']);
    assert.deepEqual(told(findings, 'endpoint'), []);
  });

  it('sees the switch of the instrumentation itself', async () => {
    const off = (await examine({ OTEL_SQS_ENABLED: 'false' })).filter(({ check }) => check === 'instrumentation');
    assert.deepEqual(told(off), ['fail instrumentation: OTEL_SQS_ENABLED=false switches the tracing of AWS calls off']);
    assert.equal(off[0]?.fix, 'unset OTEL_SQS_ENABLED');
    assert.deepEqual(told(await examine({ OTEL_SQS_ENABLED: 'true' }), 'instrumentation'), [
      'pass instrumentation: AWS calls are traced',
    ]);
  });

  it('leaves the other variables to a configuration file that is there', async () => {
    const wrong = { OTEL_TRACES_SAMPLER: 'always_off', OTEL_PROPAGATORS: 'none' };
    assert.deepEqual(told(await examine({ ...wrong, OTEL_CONFIG_FILE: __filename })), [
      'pass instrumentation: AWS calls are traced',
      `pass environment: ${__filename} decides about the SDK`,
    ]);
    const absent = await examine({ ...wrong, OTEL_EXPERIMENTAL_CONFIG_FILE: 'absent.yaml' });
    assert.deepEqual(told(absent, 'environment'), [
      'fail environment: the configuration file absent.yaml cannot be read',
    ]);
  });

  it('misses the endpoint that an exporter was asked for', async () => {
    const findings = await examine({ OTEL_TRACES_EXPORTER: 'otlp' });
    assert.deepEqual(told(findings, 'endpoint'), ['fail endpoint: OTEL_EXPORTER_OTLP_ENDPOINT is not set']);
  });

  it('sees the port of the other protocol where nobody answers', async () => {
    const wrong = async (port: number, protocol: string): Promise<string[]> => {
      const url = `http://nobody.invalid:${port}`;
      const findings = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
      assert.equal(findings.filter(({ level }) => level === 'fail').length, 1);
      return findings.filter(({ check }) => check === 'protocol').map(({ message, fix }) => `${message}: ${fix}`);
    };
    assert.deepEqual(await wrong(4317, 'http/protobuf'), [
      'port 4317 is not that of http/protobuf: set OTEL_EXPORTER_OTLP_PROTOCOL=grpc, or use port 4318',
    ]);
    assert.deepEqual(await wrong(4318, 'grpc'), [
      'port 4318 is not that of grpc: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or use port 4317',
    ]);
    assert.deepEqual(await wrong(4318, 'http/protobuf'), []);
  });

  it('tells of an endpoint that is no URL once', async () => {
    const findings = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: 'no url' });
    const wrong = findings.filter(({ level, check }) => level !== 'pass' && check !== 'service');
    assert.deepEqual(told(wrong), ["fail endpoint: 'no url' is no URL"]);
  });

  it('knows the names of exporters and propagators', async () => {
    const notPassed = async (env: Record<string, string>): Promise<string[]> => {
      const findings = await examine({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_EXPORTER: 'console', ...env });
      return told(findings).filter((text) => !text.startsWith('pass'));
    };
    assert.deepEqual(await notPassed({ OTEL_TRACES_EXPORTER: 'jaeger' }), [
      "fail exporter: OTEL_TRACES_EXPORTER has an unknown name 'jaeger'",
    ]);
    assert.deepEqual(await notPassed({ OTEL_TRACES_EXPORTER: 'console,jaeger' }), [
      "warn exporter: OTEL_TRACES_EXPORTER has an unknown name 'jaeger'",
    ]);
    for (const name of ['w3c', 'constructor']) {
      const text = `propagators: OTEL_PROPAGATORS has an unknown name '${name}'`;
      assert.deepEqual(await notPassed({ OTEL_PROPAGATORS: name }), [`fail ${text}`]);
      assert.deepEqual(await notPassed({ OTEL_PROPAGATORS: `baggage,${name}` }), [`warn ${text}`]);
    }
  });

  it('names variables of this package that change nothing, whoever sets up the SDK', () => {
    const env = { OTEL_SQS_DETAIL: 'some', OTEL_SQS_METRICS: 'TRUE', OTEL_SQS_EMPTY_RECEIVE: 'drop', OTEL_SQS_QQ: '1' };
    const findings = checkSwitches(resolveSettings(env), { ...env, [DOCTOR_DIRECTORY]: '/tmp' }, true);
    assert.deepEqual(
      findings.map(({ message, fix = '' }) => `${message}: ${fix}`),
      [
        "OTEL_SQS_DETAIL is 'some', which changes nothing: it can be 'full' or 'standard'",
        'there is no variable OTEL_SQS_EMPTY_RECEIVE, which changes nothing: did you mean OTEL_SQS_EMPTY_RECEIVES?',
        'there is no variable OTEL_SQS_QQ, which changes nothing: take it out, or correct its name',
      ],
    );
  });

  it('does not take its own name for that of the application', async () => {
    const findings = await examineEnvironment({ OTEL_TRACES_EXPORTER: 'console' }, '/nowhere');
    const [service] = findings.filter(({ check }) => check === 'service');
    assert.equal(service?.message, 'unknown_service:node (from nothing that has a name)');
    assert.equal(service.fix, 'set OTEL_SERVICE_NAME=<name>');
  });

  it('passes on what else cannot be used', async () => {
    const findings = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_TRACES_SAMPLER_ARG: '7' });
    assert.deepEqual(told(findings, 'environment'), ["warn environment: OTEL_TRACES_SAMPLER_ARG is '7', 1 is used"]);
  });
});

describe("the doctor's findings about an application", () => {
  const CLIENT = { path: '/app/node_modules/@aws-sdk/client-sqs/dist-cjs/index.js', attached: true, early: false };

  /** One process where all is well, but for this. */
  const app = (status: Partial<TraceStatus>, seen: Partial<Observation> = {}, well = true): AppRun => ({
    exit: 'exit code 0',
    well,
    processes: [
      {
        seen: { ...NOTHING_SEEN, clients: [CLIENT], ...seen },
        told: {
          status: { ...getTraceStatus(), sdk: 'bootstrap', initialized: true, problems: [], ...status },
          stockActive: false,
          lateStarts: [],
        },
      },
    ],
  });
  const wrong = async (run: AppRun): Promise<string[]> =>
    told(await checkApp(run)).filter((line) => !line.startsWith('pass'));

  it('has nothing against one where all is well', async () => assert.deepEqual(await wrong(app({})), []));

  it('misses the SDK where none was loaded, and not where another process of it has one', async () => {
    const without = app({}, { clients: [], ours: { ...NOTHING_SEEN.ours, installed: false } });
    assert.deepEqual(await wrong(without), ['warn clients: no AWS SDK client was loaded while it ran']);
    assert.deepEqual(await wrong({ ...without, processes: [...without.processes, ...app({}).processes] }), []);
  });

  it('names a client that could not be attached, and one that was loaded too early', async () => {
    const clients = [{ ...CLIENT, attached: false }];
    assert.deepEqual(await wrong(app({}, { clients })), [
      'fail clients: @aws-sdk/client-sqs@unknown has no client class that could be attached',
    ]);
    assert.deepEqual(await wrong(app({}, { clients: [{ ...CLIENT, early: true }] })), [
      'fail load order: the application sets up tracing after it has loaded @aws-sdk/client-sqs',
    ]);
  });

  it('says once what several workers have in common', async () => {
    const { processes, ...run } = app({ lastExportError: 'nobody there' });
    assert.deepEqual(await wrong({ ...run, processes: [...processes, ...processes] }), ['fail export: nobody there']);
  });

  it('passes on why tracing was not set up', async () => {
    const run = app({ initialized: false, problems: ['first: do this', 'second: do that'] });
    const [only] = run.processes as [AppProcess];
    assert.deepEqual(problemsOfSetUp(only, [])[0]?.fix, 'first: do this; second: do that');
    assert.deepEqual(told(await checkApp(run), 'spans'), []);
    // One fault, and one fix.
    const said = [
      { check: 'a', level: 'fail', message: 'first', fix: 'do this' },
      { check: 'b', level: 'fail', message: 'second', fix: 'do that' },
    ] as const;
    assert.deepEqual(problemsOfSetUp(only, said), []);
    // The application may do without, as in a test of its own.
    assert.deepEqual(await wrong(app({ initialized: false })), []);
  });

  it('passes on what a set-up could not use, unless that is said already', () => {
    const [only] = app({ problems: ['OTEL_X: a is left out: use b', 'first: do this'] }).processes as [AppProcess];
    const said = [{ check: 'a', level: 'warn', message: 'first', fix: 'do this' }] as const;
    assert.deepEqual(problemsOfSetUp(only, said), [
      { check: 'environment', level: 'warn', message: 'OTEL_X: a is left out', fix: 'use b' },
    ]);
  });

  it('says that the application itself ended badly', async () => {
    assert.deepEqual(await wrong(app({}, {}, false)), ['warn application: exit code 0']);
  });

  it('counts the spans of AWS calls among the others', async () => {
    const byScope = { http: 1, [PACKAGE_NAME]: 2 };
    const spans = { started: 4, ended: 3, exported: 2, dropped: 1, waiting: 0, byScope };
    assert.deepEqual(told(await checkApp(app({ spans })), 'spans'), [
      'pass spans: 4 started, 3 ended (2 of AWS calls), 2 exported, 1 dropped',
    ]);
  });
});
