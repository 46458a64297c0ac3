import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace-node';
import { resolveSettings } from '../../src/bootstrap/settings';
import { state } from '../../src/bootstrap/state';
import { getTraceStatus, logTraceStatus } from '../../src/bootstrap/traceStatus';
import { WatchedExporter } from '../../src/bootstrap/watchedExporter';
import { resolveOptions } from '../../src/options';
import { activate, automaticTelemetry, deactivate } from '../../src/telemetry/active';
import { Telemetry } from '../../src/telemetry/telemetry';
import { PACKAGE_VERSION } from '../../src/version';
import { type Tracing, startTracing } from '../support/tracing';

describe('the status of tracing, as it is printed', () => {
  let before: typeof state;
  let tracing: Tracing | undefined;

  beforeEach(() => {
    before = { ...state };
    Object.assign(state, { owner: 'none', settings: undefined, problems: [], exporters: [], spanQueues: [] });
  });
  afterEach(async () => {
    Object.assign(state, before);
    await tracing?.stop();
    tracing = undefined;
  });

  /** All lines but those of the modules that happen to be loaded. */
  const printed = (): string[] => {
    const lines: string[] = [];
    logTraceStatus((line) => void lines.push(line));
    return lines.filter((line) => !/^ {2}(?:client|copies) /.test(line));
  };
  const own = (): string =>
    `  instrumentation   ${PACKAGE_VERSION}, ${automaticTelemetry() === undefined ? 'disabled' : 'enabled'}`;

  it('has a line for each part, also where there is none', () => {
    const { started, ended } = state.counts;
    assert.deepEqual(printed(), [
      'OpenTelemetry trace status',
      '  tracing           off (SDK: none)',
      '  service           -',
      '  endpoint          - (-; headers: none)',
      '  exporters         none',
      '  sampler           -',
      '  propagators       none',
      own(),
      `  spans             ${started} started, ${ended} ended, 0 exported, 0 dropped, 0 waiting`,
      '  last export error none',
    ]);
  });

  it('has all that is known, with the trace that is active', () => {
    tracing = startTracing();
    const exporter = new WatchedExporter({
      name: 'otlp',
      destination: 'http://collector',
      exporter: { export: (_spans, done) => done({ code: 1, error: new Error('no route') }), shutdown: async () => {} },
    });
    exporter.export([], () => {});
    const console = new WatchedExporter({
      name: 'console',
      destination: undefined,
      exporter: { export: () => {}, shutdown: async () => {} },
    });
    const endpoint = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'key=s3cret,tenant=7',
    };
    Object.assign(state, {
      owner: 'bootstrap',
      settings: resolveSettings({ OTEL_SERVICE_NAME: 'checkout', OTEL_TRACES_SAMPLER: 'always_on', ...endpoint }),
      exporters: [exporter, console],
      problems: [{ text: 'a value is odd', fix: 'change it' }],
    });
    const [traceId, lines] = trace.getTracer('shop').startActiveSpan('order', (active) => {
      active.end();
      return [active.spanContext().traceId, printed()] as const;
    });
    const { started, ended } = state.counts;
    assert.deepEqual(lines, [
      'OpenTelemetry trace status',
      '  tracing           on (SDK: bootstrap)',
      '  service           checkout',
      '  endpoint          http://collector:4318/v1/traces (http/protobuf; headers: key, tenant)',
      '  exporters         otlp, console',
      '  sampler           always_on',
      '  propagators       tracecontext, baggage',
      own(),
      `  spans             ${started} started, ${ended} ended, 0 exported, 0 dropped, 0 waiting`,
      `  active trace      ${traceId}`,
      '  last export error no route',
      '  problem           a value is odd: change it',
    ]);
  });

  it('is written to stderr, with an endpoint that is no URL as it was given', () => {
    state.settings = resolveSettings({ OTEL_SERVICE_NAME: 'checkout', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' });
    const telemetry = new Telemetry(resolveOptions());
    activate(telemetry);
    const print = console.error;
    const lines: unknown[] = [];
    console.error = (...words: unknown[]) => void lines.push(...words);
    try {
      logTraceStatus();
    } finally {
      console.error = print;
      deactivate(telemetry);
    }
    assert.equal(lines[0], 'OpenTelemetry trace status');
    assert.ok(lines.includes('  endpoint          collector (http/protobuf; headers: none)'), lines.join('\n'));
    assert.ok(lines.includes(`  instrumentation   ${PACKAGE_VERSION}, enabled`), lines.join('\n'));
  });

  it('says that nobody counts the spans where a file sets up the SDK', () => {
    tracing = startTracing({ sampler: new AlwaysOnSampler() });
    state.settings = resolveSettings({ OTEL_SERVICE_NAME: 'checkout', OTEL_CONFIG_FILE: 'otel.yaml' });
    state.owner = 'bootstrap';
    assert.ok(printed().includes('  spans             not counted, a configuration file sets up the SDK'));
  });

  it('has the clients and copies of the process, and says which clients are not traced', () => {
    const directory = mkdtempSync(join(tmpdir(), 'clients-'));
    const folder = join(directory, 'node_modules', '@aws-sdk', 'client-orders');
    mkdirSync(join(folder, 'dist-cjs'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "@aws-sdk/client-orders", "version": "3.2.1" }');
    const file = join(folder, 'dist-cjs', 'index.js');
    writeFileSync(file, '');
    const lines: string[] = [];
    try {
      createRequire(file)(file);
      logTraceStatus((line) => void lines.push(line));
      const { clients, copies } = getTraceStatus();
      assert.ok(lines.includes(`  copies            ${copies.join(', ')}`), lines.join('\n'));
      assert.ok(lines.includes('  client            @aws-sdk/client-orders@3.2.1, NOT ATTACHED'), lines.join('\n'));
      assert.deepEqual(
        lines.filter((line) => line.startsWith('  client ')),
        clients.map(({ name, version, attached, loadedEarly }) => {
          const marks = [...(attached ? [] : ['NOT ATTACHED']), ...(loadedEarly ? ['loaded too early'] : [])];
          return `  client            ${[`${name}@${version}`, ...marks].join(', ')}`;
        }),
      );
    } finally {
      Reflect.deleteProperty(require.cache, file);
      rmSync(directory, { recursive: true });
    }
  });
});
