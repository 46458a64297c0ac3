import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeTracerProvider, type SpanProcessor as AnyProcessor } from '@opentelemetry/sdk-trace-node';
import { withEnv } from '../../src/bootstrap/env';
import { type NamedExporter, makeExporters, unknownExporter } from '../../src/bootstrap/exporters';
import { findPeer, loadPeer } from '../../src/bootstrap/peers';
import type { Problem } from '../../src/bootstrap/problem';
import { Batcher } from '../../src/bootstrap/outlet/batcher';
import { makeLogProcessors } from '../../src/bootstrap/outlet/logs';
import { makeMetricReaders } from '../../src/bootstrap/outlet/metrics';
import { batchOptions } from '../../src/bootstrap/outlet/batchOptions';
import { BatchingProcessor, CountingProcessor, ImmediateProcessor } from '../../src/bootstrap/processors';
import type { SdkSpan, SpanExporter, SpanProcessor } from '../../src/bootstrap/sdk';
import { resolveSettings } from '../../src/bootstrap/settings';
import { withoutPackages } from './hiddenPackages';

const ENV = { OTEL_SERVICE_NAME: 'checkout', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const SINCE_2_10 = '@opentelemetry/sdk-trace';

/** Makes the exporters that the environment names. */
function make(env: Record<string, string>): { exporters: NamedExporter[]; problems: Problem[] } {
  const problems: Problem[] = [];
  return { exporters: makeExporters(resolveSettings({ ...ENV, ...env }), problems), problems };
}

/** Has one span made, and ends everything. */
async function trace(...processors: readonly SpanProcessor[]): Promise<void> {
  // The SDK's own types ask for more than it uses.
  const provider = new NodeTracerProvider({ spanProcessors: processors as unknown as AnyProcessor[] });
  provider.getTracer('shop').startSpan('checkout').end();
  await provider.forceFlush();
  await provider.shutdown();
}

/** An exporter that remembers what it was asked to do. */
function remembering(): { exporter: SpanExporter; calls: string[] } {
  const calls: string[] = [];
  const exporter: SpanExporter = {
    export: (spans: readonly SdkSpan[], done) => {
      calls.push(...spans.map(({ name }) => name));
      done({ code: 0 });
    },
    forceFlush: async () => void calls.push('flush'),
    shutdown: async () => void calls.push('shutdown'),
  };
  return { exporter, calls };
}

describe('the exporters that OTEL_TRACES_EXPORTER names', () => {
  it('tells of a name that it does not know, and makes the others', () => {
    const { exporters, problems } = make({ OTEL_TRACES_EXPORTER: 'jaeger,otlp' });
    assert.deepEqual(
      exporters.map(({ name, destination }) => [name, destination]),
      [['otlp', 'http://127.0.0.1:4318/v1/traces']],
    );
    assert.deepEqual(problems, [unknownExporter('jaeger')]);
    assert.deepEqual(problems, [
      {
        text: "OTEL_TRACES_EXPORTER has an unknown name 'jaeger'",
        fix: 'use one of otlp, console, waterfall, zipkin, none',
      },
    ]);
  });

  it('sends to Zipkin, and hides its secrets', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => void (body += text));
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/spans?key=s3cret`;
    try {
      const { exporters, problems } = withEnv({ OTEL_EXPORTER_ZIPKIN_ENDPOINT: endpoint }, () =>
        make({ OTEL_TRACES_EXPORTER: 'zipkin' }),
      );
      assert.deepEqual(problems, []);
      const [zipkin] = exporters;
      assert.ok(zipkin);
      assert.equal(zipkin.destination, endpoint.replace('s3cret', '***'));
      await trace(new BatchingProcessor(new Batcher(zipkin.exporter, batchOptions('traces'))));
      assert.deepEqual(
        bodies.flatMap((body) => JSON.parse(body) as { name: string }[]).map(({ name }) => name),
        ['checkout'],
      );
    } finally {
      await new Promise((resolve) => void server.close(resolve));
    }
    const { exporters } = withEnv({ OTEL_EXPORTER_ZIPKIN_ENDPOINT: undefined }, () =>
      make({ OTEL_TRACES_EXPORTER: 'zipkin' }),
    );
    assert.equal(exporters[0]?.destination, 'http://localhost:9411');
  });

  it('leaves out what is no exporter of logs or metrics, and shows no password of an address', () => {
    const problems: Problem[] = [];
    const wrong = 'http://user:secret@collector:4318';
    assert.deepEqual(
      makeLogProcessors({ OTEL_LOGS_EXPORTER: wrong }, problems, { outlets: [], threads: undefined }),
      [],
    );
    assert.deepEqual(makeMetricReaders({ OTEL_METRICS_EXPORTER: wrong }, problems, { outlets: [], metrics: [] }), []);
    assert.deepEqual(
      problems.map(({ text }) => text),
      ['logs', 'metrics'].map((what) => `the exporter of ${what} 'http://***@collector:4318' is left out`),
    );
    assert.ok(!JSON.stringify(problems).includes('secret'));
    assert.deepEqual(
      problems.map(({ fix }) => fix),
      ['use one of otlp, console, none', 'use one of otlp, console, prometheus, none'],
    );
  });

  it('leaves out an exporter of logs or metrics whose package is not installed, or that has no address', () => {
    const problems: Problem[] = [];
    const [logs, metrics, prometheus] = ['sdk-logs', 'sdk-metrics', 'exporter-prometheus'].map(
      (name) => `@opentelemetry/${name}`,
    ) as [string, string, string];
    const endpoint = { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'no url' };
    withoutPackages([logs, metrics, prometheus], () => {
      const exits = { outlets: [], metrics: [], threads: undefined };
      makeLogProcessors({ ...endpoint, OTEL_LOGS_EXPORTER: 'console,otlp' }, problems, exits);
      makeMetricReaders({ OTEL_METRICS_EXPORTER: 'console,prometheus' }, problems, exits);
    });
    const missing = (name: string, variable: string): string =>
      `${name} is not installed, and ${variable} needs it: npm install ${name}`;
    assert.deepEqual(
      problems.map(({ text, fix }) => [text.replace(' is left out', ''), fix]),
      [
        ["the exporter of logs 'console'", missing(logs, 'OTEL_LOGS_EXPORTER=console')],
        ["the exporter of logs 'otlp'", 'its endpoint is no URL'],
        ["the exporter of metrics 'console'", missing(metrics, 'OTEL_METRICS_EXPORTER=console')],
        ["the exporter of metrics 'prometheus'", missing(prometheus, 'OTEL_METRICS_EXPORTER=prometheus')],
      ],
    );
  });

  it('leaves out one whose package is not installed, and makes the others', () => {
    const { exporters, problems } = withoutPackages(['@opentelemetry/exporter-zipkin'], () =>
      make({ OTEL_TRACES_EXPORTER: 'zipkin,waterfall' }),
    );
    assert.deepEqual(
      exporters.map(({ name, destination }) => [name, destination]),
      [['waterfall', undefined]],
    );
    assert.equal(problems[0]?.text, "the exporter 'zipkin' is left out");
    assert.match(
      problems[0]?.fix ?? '',
      /exporter-zipkin is not installed, and OTEL_TRACES_EXPORTER=zipkin needs it: npm install @opentelemetry\/exporter-zipkin/,
    );
  });

  it('prints with an SDK from before 2.10, too', () => {
    // The old place needs the new one itself, and so has to be loaded before that is hidden.
    const old = loadPeer('@opentelemetry/sdk-trace-base', 'this test');
    const { exporters, problems } = withoutPackages([SINCE_2_10], () => make({ OTEL_TRACES_EXPORTER: 'console' }));
    assert.deepEqual(problems, []);
    assert.equal(exporters[0]?.exporter.constructor, old['ConsoleSpanExporter']);
  });

  it('prints with an SDK that has one package for it alone, and says what none of them has', () => {
    const print = (hidden: readonly string[]): ReturnType<typeof make> =>
      withoutPackages(hidden, () => make({ OTEL_TRACES_EXPORTER: 'console' }));
    const before = '@opentelemetry/sdk-trace-base';
    if (findPeer(SINCE_2_10) !== undefined) assert.equal(print([before]).exporters.length, 1);
    assert.deepEqual(print([before, SINCE_2_10]), {
      exporters: [],
      problems: [
        {
          text: "the exporter 'console' is left out",
          fix: `${before} is not installed, and OTEL_TRACES_EXPORTER=console needs it: npm install ${before}`,
        },
      ],
    });
  });

  it('sends nothing where the endpoint is no URL, which the settings tell', () => {
    assert.deepEqual(make({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }), {
      exporters: [],
      problems: [],
    });
    for (const name of ['otlp', 'console', 'waterfall', 'zipkin']) assert.equal(unknownExporter(name), undefined);
  });
});

describe('the processors of spans', () => {
  const span = (traceFlags: number, scope?: string): SdkSpan =>
    ({
      name: 'checkout',
      spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags }),
      ...(scope !== undefined && { instrumentationScope: { name: scope } }),
    }) as SdkSpan;

  it('count what is to be exported, by the scope that made it', () => {
    const counts = new CountingProcessor();
    for (const each of [span(1, 'http'), span(0, 'http'), span(1), span(1, 'http')]) {
      counts.onStart();
      counts.onEnd(each);
    }
    assert.deepEqual([counts.started, counts.ended], [4, 3]);
    assert.deepEqual(Object.fromEntries(counts.endedByScope), { http: 2, unknown: 1 });
  });

  it('print a span as it ends, and pass flush and shutdown on', async () => {
    const { exporter, calls } = remembering();
    await trace(new ImmediateProcessor(exporter));
    assert.deepEqual(calls, ['checkout', 'flush', 'shutdown']);
    new ImmediateProcessor(exporter).onEnd(span(0));
    assert.equal(calls.length, 3);
    // An exporter may have nothing to flush.
    await new ImmediateProcessor({ export: () => {}, shutdown: async () => {} }).forceFlush();
  });

  it('batch a span unless somebody else takes it, and export the rest at the end', async () => {
    const { exporter, calls } = remembering();
    const offered: SdkSpan[] = [];
    const take = (each: SdkSpan): boolean => offered.push(each) === 1;
    const batching = new BatchingProcessor(new Batcher(exporter, batchOptions('traces')), take);
    for (const each of [span(0), span(1), { ...span(1), name: 'refund' }, span(0)]) batching.onEnd(each);
    assert.equal(offered.length, 2);
    await batching.shutdown();
    assert.deepEqual(calls, ['refund', 'flush', 'shutdown']);
    const alone = remembering();
    const unshared = new BatchingProcessor(new Batcher(alone.exporter, batchOptions('traces')));
    unshared.onEnd(span(0));
    unshared.onEnd(span(1));
    await unshared.forceFlush();
    assert.deepEqual(alone.calls, ['checkout', 'flush']);
    await unshared.shutdown();
  });
});
