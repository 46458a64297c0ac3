import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace-node';
import { clientModules } from '../../src/attach/sdkModules';
import { getTraceStatus } from '../../src/bootstrap/traceStatus';
import { Batcher } from '../../src/bootstrap/outlet/batcher';
import { CountingProcessor } from '../../src/bootstrap/processors';
import type { SdkSpan } from '../../src/bootstrap/sdk';
import { resolveSettings } from '../../src/bootstrap/settings';
import { state } from '../../src/bootstrap/state';
import { WatchedExporter } from '../../src/bootstrap/watchedExporter';
import { resolveOptions } from '../../src/options';
import { activate, automaticTelemetry, deactivate } from '../../src/telemetry/active';
import { Telemetry } from '../../src/telemetry/telemetry';
import { PACKAGE_VERSION } from '../../src/version';
import { PROJECT_ROOT } from '../support/fixtures';
import { type Tracing, startTracing } from '../support/tracing';

const ENV = {
  OTEL_SERVICE_NAME: 'checkout',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:s3cret@collector:4318',
  OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic s3cret,tenant=7',
  OTEL_TRACES_SAMPLER_ARG: '0.5',
};
const NO_SPANS = { started: 0, ended: 0, exported: 0, dropped: 0, waiting: 0, byScope: {} };

const span = (scope: string): SdkSpan =>
  ({
    name: 'order',
    spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }),
    instrumentationScope: { name: scope },
  }) as SdkSpan;

/** One that has exported as many spans as are given, and failed at the next one, if there is a reason. */
function watched(name: string, destination: string | undefined, arrived: number, reason?: string): WatchedExporter {
  const answers = [...Array.from({ length: arrived }, () => undefined), ...(reason ? [new Error(reason)] : [])];
  const exporter = new WatchedExporter({
    name,
    destination,
    exporter: {
      export: (_spans, done) => {
        const error = answers.shift();
        done(error === undefined ? { code: 0 } : { code: 1, error });
      },
      shutdown: async () => {},
    },
  });
  for (let left = answers.length; left > 0; left -= 1) exporter.export([span('http')], () => {});
  return exporter;
}

describe('the status of tracing', () => {
  let before: typeof state;
  let tracing: Tracing | undefined;
  let enabled: Telemetry[] = [];

  beforeEach(() => {
    before = { ...state };
    Object.assign(state, {
      owner: 'none',
      settings: undefined,
      problems: [],
      exporters: [],
      counts: new CountingProcessor(),
      spanQueues: [],
    } satisfies Partial<typeof state>);
    // What other tests have left on.
    for (let on = automaticTelemetry(); on !== undefined; on = automaticTelemetry()) {
      deactivate(on);
      enabled.push(on);
    }
  });
  afterEach(async () => {
    Object.assign(state, before);
    for (const each of enabled.toReversed()) activate(each);
    enabled = [];
    await tracing?.stop();
    tracing = undefined;
  });

  /** What does not depend on the packages that are loaded. */
  const status = (): object => {
    const { clients, copies, ...rest } = getTraceStatus();
    assert.ok(clients.length > 0 && copies.length > 0);
    return rest;
  };

  it('says that nothing is set up yet', () => {
    assert.deepEqual(status(), {
      initialized: false,
      sdk: 'none',
      serviceName: undefined,
      endpoint: undefined,
      protocol: undefined,
      headers: [],
      exporters: [],
      sampler: undefined,
      propagators: [],
      instrumentation: { version: PACKAGE_VERSION, enabled: false },
      spans: NO_SPANS,
      lastExportError: undefined,
      problems: [],
    });
  });

  it('tells of the settings, of each exporter and of the spans, and no secrets', async () => {
    const queue = new Batcher<SdkSpan>(
      { export: (_spans, done) => done({ code: 0 }), shutdown: async () => {} },
      { scheduledDelayMillis: 1e6, maxQueueSize: 3, maxExportBatchSize: 9, exportTimeoutMillis: 1e6 },
    );
    for (let spans = 0; spans < 5; spans += 1) {
      queue.add(span('http'));
      state.counts.onStart();
    }
    for (const scope of ['http', 'sqs', 'http']) state.counts.onEnd(span(scope));
    Object.assign(state, {
      owner: 'bootstrap',
      settings: resolveSettings(ENV),
      exporters: [watched('otlp', 'https://collector', 2, 'connect ECONNREFUSED'), watched('console', undefined, 1)],
      spanQueues: [queue],
      problems: [{ text: 'a value is odd', fix: 'change it' }],
    } satisfies Partial<typeof state>);
    const telemetry = new Telemetry(resolveOptions());
    activate(telemetry);
    try {
      const told = status();
      assert.deepEqual(told, {
        initialized: true,
        sdk: 'bootstrap',
        serviceName: 'checkout',
        endpoint: 'https://***@collector:4318/v1/traces',
        protocol: 'http/protobuf',
        headers: ['Authorization', 'tenant'],
        exporters: [
          {
            name: 'otlp',
            destination: 'https://collector',
            exported: 2,
            failed: 1,
            lastError: 'connect ECONNREFUSED',
          },
          { name: 'console', destination: undefined, exported: 1, failed: 0, lastError: undefined },
        ],
        sampler: 'parentbased_traceidratio (0.5)',
        propagators: ['tracecontext', 'baggage'],
        instrumentation: { version: PACKAGE_VERSION, enabled: true },
        spans: { started: 5, ended: 3, exported: 2, dropped: 3, waiting: 3, byScope: { http: 2, sqs: 1 } },
        lastExportError: 'connect ECONNREFUSED',
        problems: ['a value is odd: change it'],
      });
      assert.doesNotMatch(JSON.stringify(told), /s3cret/);
    } finally {
      deactivate(telemetry);
      await queue.shutdown();
    }
  });

  it('tells the last error of whichever exporter has one', () => {
    state.exporters = [watched('console', undefined, 1), watched('otlp', undefined, 0, 'no route')];
    assert.equal(getTraceStatus().lastExportError, 'no route');
  });

  it('is that tracing is on where spans go somewhere, which those of the application do', () => {
    const isOn = (owner: typeof state.owner, exporters: WatchedExporter[]): boolean => {
      Object.assign(state, {
        owner,
        exporters,
        settings: resolveSettings({ ...ENV, OTEL_TRACES_SAMPLER: 'always_on' }),
      });
      assert.equal(getTraceStatus().sampler, 'always_on');
      return getTraceStatus().initialized;
    };
    const one = [watched('otlp', undefined, 0)];
    assert.deepEqual(
      (['bootstrap', 'application', 'disabled', 'failed', 'none'] as const).map((owner) => [
        isOn(owner, []),
        isOn(owner, one),
      ]),
      [
        [false, true],
        [true, true],
        [false, false],
        [false, false],
        [false, false],
      ],
    );
  });

  it('is what has become of a configuration file, and nothing of the variables that it replaces', () => {
    tracing = startTracing({ sampler: new AlwaysOnSampler() });
    state.settings = resolveSettings({ ...ENV, OTEL_CONFIG_FILE: 'otel.yaml' });
    const common = {
      endpoint: undefined,
      protocol: undefined,
      headers: [],
      instrumentation: { version: PACKAGE_VERSION, enabled: false },
      spans: NO_SPANS,
      lastExportError: undefined,
      problems: [],
    };
    state.owner = 'bootstrap';
    const uncounted = { exported: undefined, failed: undefined, lastError: undefined };
    const { serviceName } = getTraceStatus();
    assert.match(serviceName ?? '', /^unknown_service/);
    assert.deepEqual(status(), {
      ...common,
      serviceName,
      initialized: true,
      sdk: 'bootstrap',
      exporters: [{ name: 'InMemorySpanExporter', destination: undefined, ...uncounted }],
      sampler: 'AlwaysOnSampler',
      propagators: ['W3CTraceContextPropagator', 'W3CBaggagePropagator'],
    });
    // Beside an SDK of the application, nobody has read the file.
    state.owner = 'application';
    const unread = { serviceName: undefined, exporters: [], sampler: undefined, propagators: [] };
    assert.deepEqual(status(), { ...common, ...unread, initialized: true, sdk: 'application' });
  });

  it('names the clients and the copies of packages that are loaded, with their versions', () => {
    assert.equal(typeof SQSClient, 'function');
    const { clients, copies } = getTraceStatus();
    const versionIn = (name: string): string =>
      (
        JSON.parse(readFileSync(join(PROJECT_ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
          version: string;
        }
      ).version;
    assert.ok(copies.includes(`@opentelemetry/api@${versionIn('@opentelemetry/api')}`), copies.join());
    const name = '@aws-sdk/client-sqs';
    assert.deepEqual(
      clients.filter((client) => client.name === name),
      clientModules()
        .filter((client) => client.name === name)
        .map(({ attached, early }) => ({ name, version: versionIn(name), attached, loadedEarly: early })),
    );
  });
});
