import assert from 'node:assert/strict';
import { checkApp } from '../../src/doctor/checkApp';
import { checkEnvironment } from '../../src/doctor/checkEnvironment';
import { checkInstalled } from '../../src/doctor/checkInstalled';
import type { Finding } from '../../src/doctor/finding';
import type { ProcessReport } from '../../src/bootstrap/processReport';
import { resolveSettings } from '../../src/bootstrap/settings';
import { type TraceStatus, getTraceStatus } from '../../src/bootstrap/traceStatus';
import { PACKAGE_NAME } from '../../src/version';
import { withoutPackages } from '../bootstrap/hiddenPackages';

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
      'ok instrumentation: AWS calls are traced',
      'ok service: checkout (OTEL_SERVICE_NAME)',
      'ok exporter: zipkin',
      'ok sampler: parentbased_traceidratio (1)',
      'ok propagators: tracecontext, baggage',
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

  it('misses the endpoint that an exporter was asked for', async () => {
    const findings = await examine({ OTEL_TRACES_EXPORTER: 'otlp' });
    assert.deepEqual(told(findings, 'endpoint'), ['fail endpoint: OTEL_EXPORTER_OTLP_ENDPOINT is not set']);
  });

  it('sees the port of the other protocol where nobody answers', async () => {
    const wrong = async (port: number, protocol: string): Promise<string[]> => {
      const url = `http://nobody.invalid:${port}`;
      const findings = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
      assert.equal(told(findings, 'endpoint').length, 1);
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
    const wrong = findings.filter(({ level, check }) => level !== 'ok' && check !== 'service');
    assert.deepEqual(told(wrong), ["fail endpoint: 'no url' is no URL"]);
  });

  it('passes on what else cannot be used', async () => {
    const findings = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_TRACES_SAMPLER_ARG: '7' });
    assert.deepEqual(told(findings, 'environment'), ["warn environment: OTEL_TRACES_SAMPLER_ARG is '7', 1 is used"]);
  });
});

describe("the doctor's findings about what is installed", () => {
  it('misses the package of a propagator', () => {
    const settings = resolveSettings({ OTEL_PROPAGATORS: 'xray' });
    const name = '@opentelemetry/propagator-aws-xray';
    const missing = withoutPackages([name], () => checkInstalled(settings));
    assert.deepEqual(told(missing, 'propagators'), [`fail propagators: ${name} is not installed`]);
    assert.deepEqual(told(checkInstalled(settings), 'propagators'), []);
  });

  it('says where there is nothing to trace', () => {
    assert.deepEqual(told(checkInstalled(resolveSettings({}), '/nowhere'), 'aws sdk'), [
      'warn aws sdk: no @aws-sdk client is installed here',
    ]);
  });
});

describe("the doctor's findings about an application", () => {
  const CLIENT = { name: '@aws-sdk/client-sqs', version: '3.900.0', attached: true, loadedEarly: false };

  /** What a process says where all is well, but for this. */
  const report = (status: Partial<TraceStatus> = {}, more: Partial<ProcessReport> = {}): ProcessReport => ({
    entry: '/app/app.js',
    status: { ...getTraceStatus(), initialized: true, problems: [], clients: [CLIENT], ...status },
    copies: [],
    stockDisabled: false,
    lateStarts: [],
    unattached: false,
    bundle: undefined,
    ...more,
  });
  const check = (...reports: readonly ProcessReport[]): string[] =>
    told(checkApp({ exit: 'exit code 0', reports })).filter((line) => !line.startsWith('ok'));

  it('has nothing against one where all is well', () => assert.deepEqual(check(report()), []));

  it('misses the SDK where none was loaded', () => {
    const lines = ['warn clients: no AWS SDK client was loaded while it ran'];
    assert.deepEqual(check(report({ clients: [] })), lines);
    // Not where another process of it has one: that of npm has none.
    assert.deepEqual(check(report({ clients: [] }), report()), []);
  });

  it('names a client that could not be attached, and one that was loaded too early', () => {
    assert.deepEqual(check(report({ clients: [{ ...CLIENT, attached: false, loadedEarly: true }] })), [
      'fail clients: @aws-sdk/client-sqs@3.900.0 has no client class that could be attached',
      'fail load order: the application sets up tracing after it has loaded @aws-sdk/client-sqs',
    ]);
  });

  it('passes on why spans were not exported', () => {
    assert.deepEqual(check(report({ lastExportError: 'nobody there' })), ['fail export: nobody there']);
  });

  it('passes on why tracing was not set up', () => {
    const findings = checkApp({
      exit: 'exit code 0',
      reports: [report({ initialized: false, problems: ['first: do this', 'second: do that'] })],
    });
    const [failed] = findings.filter(({ level }) => level === 'fail');
    assert.deepEqual([failed?.check, failed?.fix], ['tracing', 'first: do this; second: do that']);
    assert.deepEqual(told(findings, 'spans'), []);
    // The application may do without, as in a test of its own.
    assert.deepEqual(check(report({ initialized: false })), []);
  });

  it('counts the spans of AWS calls among the others', () => {
    const spans = {
      started: 4,
      ended: 3,
      exported: 2,
      dropped: 1,
      waiting: 0,
      byScope: { http: 1, [PACKAGE_NAME]: 2 },
    };
    assert.deepEqual(told(checkApp({ exit: 'exit code 0', reports: [report({ spans })] }), 'spans'), [
      'ok spans: 4 started, 3 ended (2 of AWS calls), 2 exported, 1 dropped',
    ]);
  });
});
