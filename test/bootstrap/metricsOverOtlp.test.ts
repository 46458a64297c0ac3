import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { MeterProvider, type IMetricReader } from '@opentelemetry/sdk-metrics';
import { type Env, withEnv } from '../../src/bootstrap/env';
import { type MetricReader, type MetricsSource, makeMetricReaders } from '../../src/bootstrap/outlet/metrics';
import type { Outlet } from '../../src/bootstrap/outlet/outlet';
import type { Problem } from '../../src/bootstrap/problem';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { useWorld } from '../support/useWorld';
import { withPackageAt, withoutPackages } from './hiddenPackages';
import { startHttpServer } from './replyingServer';
import { watchTimers } from './watchTimers';

const HOUR = { OTEL_METRIC_EXPORT_INTERVAL: '3600000' };

interface Made {
  readonly readers: MetricReader[];
  readonly outlets: Outlet[];
  readonly metrics: MetricsSource[];
  readonly problems: Problem[];
}

function make(env: Env): Made {
  const [outlets, metrics, problems]: [Outlet[], MetricsSource[], Problem[]] = [[], [], []];
  return { readers: makeMetricReaders(env, problems, { outlets, metrics }), outlets, metrics, problems };
}

/** The sums of a request in JSON, and 1 for those since the last time or 2 for those since the beginning. */
function sumsIn(body: Uint8Array): unknown[] {
  const { resourceMetrics } = JSON.parse(Buffer.from(body).toString()) as {
    resourceMetrics: {
      scopeMetrics: {
        metrics: { name: string; sum: { aggregationTemporality: number; dataPoints: { asDouble: number }[] } }[];
      }[];
    }[];
  };
  return resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) =>
      scope.metrics.map(({ name, sum }) => [name, sum.dataPoints[0]?.asDouble, sum.aggregationTemporality]),
    ),
  );
}

describe('metrics over OTLP', () => {
  const server = useWorld(startHttpServer);
  let diagnostics: Diagnostics;
  let provider: MeterProvider | undefined;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(async () => {
    await provider?.shutdown();
    provider = undefined;
    diagnostics.stop();
  });

  /** Sets up what the environment asks for, and counts something. */
  function count(env: Env): {
    outlet: Outlet | undefined;
    source: MetricsSource;
    readonly add: (value: number) => void;
  } {
    const all = { ...HOUR, OTEL_EXPORTER_OTLP_ENDPOINT: server.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', ...env };
    const { readers, outlets, metrics, problems } = make({ OTEL_METRICS_EXPORTER: 'otlp', ...all });
    assert.deepEqual([readers.length, metrics.length, problems], [1, 1, []]);
    // The SDK's own types ask for more than it uses.
    provider = new MeterProvider({ readers: readers as unknown as IMetricReader[] });
    const orders = provider.getMeter('shop').createCounter('orders');
    orders.add(2);
    return { outlet: outlets[0], source: metrics[0] ?? assert.fail(), add: (value) => orders.add(value) };
  }
  const received = (): unknown[] => server.received.map(({ headers, body }) => [headers[':path'], sumsIn(body)]);

  it('are sent when somebody flushes or shuts down', async () => {
    const { add } = count({});
    await provider?.forceFlush();
    add(1);
    await provider?.shutdown();
    assert.deepEqual(received(), [
      ['/v1/metrics', [['orders', 2, 2]]],
      ['/v1/metrics', [['orders', 3, 2]]],
    ]);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('are collected for the end of the process, which sends them and says what is lost', async () => {
    const { outlet, source } = count({});
    assert.ok(outlet);
    assert.equal(source.collected, false);
    await source.collect();
    assert.equal(source.collected, true);
    const parcels = outlet.takeAll();
    assert.deepEqual(
      parcels.map(({ noun, count: items, request }) => [
        noun,
        items,
        request()?.url,
        sumsIn(request()?.body ?? Buffer.of()),
      ]),
      [['collections of metrics', 1, `${server.url}v1/metrics`, [['orders', 2, 2]]]],
    );
    assert.equal(parcels[0]?.settle(), undefined);
    assert.match(parcels[0]?.settle(new Error('broken')) ?? '', /v1\/metrics cannot be reached \(broken\): check/);
    // The process lives on, and there are new ones.
    await new Promise(setImmediate);
    assert.equal(source.collected, false);
    await provider?.forceFlush();
    assert.deepEqual(received().at(-1), ['/v1/metrics', [['orders', 2, 2]]]);
  });

  it('are aggregated as the variables of OpenTelemetry say', async () => {
    const { add } = withEnv({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' }, () => count({}));
    await provider?.forceFlush();
    add(1);
    await provider?.forceFlush();
    assert.deepEqual(received(), [
      ['/v1/metrics', [['orders', 2, 1]]],
      ['/v1/metrics', [['orders', 1, 1]]],
    ]);
  });

  for (const [interval, timeout, expected] of [
    [undefined, undefined, [60_000, 30_000]],
    ['0', '-1', [60_000, 30_000]],
    ['soon', '41000', [60_000, 41_000]],
    ['1234567', '2345678', [1_234_567, 1_234_567]],
    ['99999999999', '7654321', [2 ** 31 - 1, 7_654_321]],
  ] as const) {
    it(`are collected at an interval of ${interval} with a timeout of ${timeout}`, async () => {
      const timers = watchTimers();
      try {
        const env = { OTEL_METRIC_EXPORT_INTERVAL: interval, OTEL_METRIC_EXPORT_TIMEOUT: timeout };
        const { source } = count(env);
        assert.ok(timers.lengths.includes(expected[0]), String(timers.lengths));
        timers.lengths.splice(0);
        await source.collect();
        assert.ok(timers.lengths.includes(expected[1]), String(timers.lengths));
      } finally {
        timers.stop();
      }
    });
  }

  it('are printed instead where that is asked for, at the end of the process, too', async () => {
    const print = mock.method(console, 'dir', () => undefined);
    try {
      const { outlet, source } = count({ OTEL_METRICS_EXPORTER: 'console' });
      assert.deepEqual([outlet, source.collected], [undefined, false]);
      await source.collect();
      assert.ok(source.collected);
      assert.match(JSON.stringify(print.mock.calls.map((call) => call.arguments)), /"orders"/);
    } finally {
      await provider?.shutdown();
      print.mock.restore();
    }
  });

  for (const [protocol, part] of [
    ['grpc', 'exporter-metrics-otlp-grpc'],
    ['http/json', 'exporter-metrics-otlp-http'],
    ['http/protobuf', 'exporter-metrics-otlp-proto'],
    ['http/protobuf', 'sdk-metrics'],
  ] as const) {
    it(`need ${part} of OpenTelemetry for ${protocol}`, () => {
      const name = `@opentelemetry/${part}`;
      const env = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      const { readers, metrics, problems } = withoutPackages([name], () => make(env));
      const text = "the exporter of metrics 'otlp' is left out";
      assert.deepEqual([readers, metrics, problems.map((each) => each.text)], [[], [], [text]]);
      assert.equal(problems[0]?.fix, `${name} is not installed, and exporting metrics needs it: npm install ${name}`);
    });
  }

  it('are aggregated as the SDK does it, where its exporter does not say how', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'metrics-'));
    try {
      const file = join(directory, 'exporter.js');
      await writeFile(file, 'exports.OTLPMetricExporter = class { selectAggregation = 7; };');
      withPackageAt('@opentelemetry/exporter-metrics-otlp-http', file, () => count({}));
      await provider?.forceFlush();
      assert.deepEqual(received(), [['/v1/metrics', [['orders', 2, 2]]]]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('are not sent anywhere where the endpoint is no URL', () => {
    const { readers, outlets, metrics, problems } = make({
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'no url',
    });
    assert.deepEqual([readers, outlets, metrics], [[], [], []]);
    assert.deepEqual(problems, [{ text: "the exporter of metrics 'otlp' is left out", fix: 'its endpoint is no URL' }]);
  });
});
