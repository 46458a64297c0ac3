import { deepEqual, equal, ok } from 'node:assert/strict';
import { type IncomingMessage, request as send } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { createModel, startViewer } from '../../src';
import { Bodies } from '../../src/server/body';
import { decodeTraces } from '../../src/otlp/protobuf';
import { otlp, SHORT, span } from '../spans';
import { ask, jsonOf, useServer } from './harness';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const PROTOBUF = { 'Content-Type': 'application/x-protobuf' };
const TRACE = JSON.stringify(otlp(span(SHORT)));

describe('taking OTLP', () => {
  const server = useServer();
  const traces = (): string => `${server().url}/v1/traces`;

  it('answers an exporter in its own language, for every signal', async () => {
    for (const signal of ['traces', 'metrics', 'logs']) {
      const json = await ask(`${server().url}/v1/${signal}`, { headers: JSON_TYPE, body: '{}' });
      deepEqual([json.status, json.headers['content-type'], json.body.toString()], [200, 'application/json', '{}']);
      const protobuf = await ask(`${server().url}/v1/${signal}`, { headers: PROTOBUF, body: '' });
      deepEqual(
        [protobuf.status, protobuf.headers['content-type'], protobuf.body.length],
        [200, 'application/x-protobuf', 0],
      );
    }
  });

  it('takes what is packed or comes in parts, with any spelling of the type', async () => {
    const { spans } = server().model.kept();
    const packed = gzipSync(JSON.stringify(otlp(span({ ...SHORT, id: 'packed/a' }))));
    const headers = {
      'Content-Type': 'Application/JSON; charset=utf-8',
      'Content-Encoding': 'gzip',
      'Transfer-Encoding': 'chunked',
    };
    equal((await ask(traces(), { headers, body: packed })).status, 200);
    equal(server().model.kept().spans, spans + 1);
  });

  it('says which spans were not taken, and takes the others', async () => {
    const body = JSON.stringify(otlp(span({ ...SHORT, id: 'some/a' }), { name: 'nobody' }));
    const answer = await ask(traces(), { headers: JSON_TYPE, body });
    equal(answer.status, 200);
    deepEqual(jsonOf(answer), { partialSuccess: { rejectedSpans: '1', errorMessage: 'no valid trace and span id' } });
    // ExportTraceServiceRequest { resource_spans { scope_spans { spans {} } } }
    const nobody = await ask(traces(), { headers: PROTOBUF, body: Uint8Array.of(0x0a, 4, 0x12, 2, 0x12, 0) });
    deepEqual([nobody.status, nobody.body.toString('latin1').includes('no valid trace and span id')], [200, true]);
  });

  for (const [what, headers, body, status] of [
    ['another type', { 'Content-Type': 'text/plain' }, TRACE, 415],
    ['no type', {}, TRACE, 415],
    ['JSON that is none', JSON_TYPE, '{', 400],
    ['JSON that is no object', JSON_TYPE, '[]', 400],
    ['JSON null', JSON_TYPE, 'null', 400],
    ['protobuf that is none', PROTOBUF, 'hello', 400],
    ['protobuf that is cut off', PROTOBUF, Uint8Array.of(0x0a, 100, 0x12), 400],
    ['a packing that is none', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, TRACE, 400],
    ['a packing that nobody knows', { ...JSON_TYPE, 'Content-Encoding': 'zstd' }, TRACE, 415],
    [
      'what is packed and too large',
      { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
      gzipSync(Buffer.alloc(200 * 2 ** 20)),
      413,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const before = server().model.kept();
      const answer = await ask(traces(), { headers, body });
      equal(answer.status, status);
      if (!('Content-Type' in headers) || headers['Content-Type'] !== PROTOBUF['Content-Type']) {
        equal(typeof jsonOf(answer)['message'], 'string');
      } else equal(answer.headers['content-type'], PROTOBUF['Content-Type']);
      deepEqual(server().model.kept(), before);
    });
  }

  it('refuses what says that it is too large before it has come', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const request = send(traces(), { method: 'POST', headers: { ...JSON_TYPE, 'Content-Length': 2 ** 30 } });
      request.once('error', reject);
      request.once('response', (response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
      request.write('{');
    });
    equal(status, 413);
  });

  it('outlives an exporter that goes away in the middle', async () => {
    await new Promise<void>((resolve) => {
      const request = send(traces(), { method: 'POST', headers: { ...JSON_TYPE, 'Content-Length': 1000 } });
      request.once('error', () => resolve());
      request.write('{', () => request.destroy(new Error('gone')));
    });
    equal((await ask(traces(), { headers: JSON_TYPE, body: TRACE })).status, 200);
  });

  it('asks exporters to wait when too much comes at once', async () => {
    const bodies = new Bodies(1000);
    const body = (length: number): IncomingMessage =>
      Object.assign(Readable.from([Buffer.alloc(length)]), { headers: {} }) as unknown as IncomingMessage;
    const all = await Promise.allSettled([600, 600].map((length) => bodies.read(body(length))));
    deepEqual(
      all.map((each) => (each.status === 'fulfilled' ? each.value.length : [each.reason.status, each.reason.headers])),
      [600, [429, { 'Retry-After': '1' }]],
    );
    // What is done makes room.
    equal((await bodies.read(body(900))).length, 900);
  });

  it('has only POST for telemetry, and no POST for the rest', async () => {
    const get = await ask(traces());
    deepEqual([get.status, get.headers['allow']], [405, 'POST']);
    const post = await ask(server().url, { body: 'x' });
    deepEqual([post.status, post.headers['allow']], [405, 'GET, HEAD']);
  });
});

describe('protobuf', () => {
  it('is refused where values are nested deeper than the stack', () => {
    // A value that is a list of one value, and so on.
    let value: Buffer = Buffer.of(0x0a, 0);
    const wrap = (tag: number, inner: Buffer): Buffer => {
      const length: number[] = [];
      for (let rest = inner.length; ; rest = Math.floor(rest / 128)) {
        length.push(rest < 128 ? rest : (rest % 128) + 128);
        if (rest < 128) break;
      }
      return Buffer.concat([Buffer.of(tag), Buffer.from(length), inner]);
    };
    for (let depth = 0; depth < 5000; depth += 1) value = wrap(0x2a, wrap(0x0a, value));
    const request = wrap(
      0x0a,
      wrap(0x0a, wrap(0x0a, Buffer.concat([wrap(0x0a, Buffer.from('key')), wrap(0x12, value)]))),
    );
    let problem: unknown;
    try {
      decodeTraces(request);
    } catch (error) {
      problem = error;
    }
    ok(problem instanceof RangeError && problem.message === 'messages are nested too deeply');
  });
});

describe('metrics', () => {
  for (const temporality of [AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA]) {
    it(`are plots, by JSON as by protobuf: temporality ${AggregationTemporality[temporality]}`, async () => {
      const exporter = new InMemoryMetricExporter(temporality);
      const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
      const provider = new MeterProvider({
        readers: [reader],
        resource: resourceFromAttributes({ 'service.name': 'worker' }),
      });
      const meter = provider.getMeter('tests');
      const queueTime = meter.createHistogram('messaging.sqs.queue_time', { unit: 's' });
      const duration = meter.createHistogram('messaging.process.duration', { unit: 's' });
      const orders = { 'messaging.destination.name': 'orders' };
      for (const seconds of [0.1, 0.3]) {
        queueTime.record(seconds, orders);
        duration.record(seconds, orders);
        duration.record(seconds, { ...orders, 'error.type': 'RangeError' });
        // Two exports in one second are one point.
        await new Promise((resolve) => setTimeout(resolve, 1100));
        await reader.forceFlush();
      }
      const exported: readonly ResourceMetrics[] = exporter.getMetrics();
      const plots = await Promise.all(
        [
          exported.map((metrics) =>
            JSON.parse(Buffer.from(JsonMetricsSerializer.serializeRequest(metrics) ?? '').toString()),
          ),
          exported.map((metrics) => ProtobufMetricsSerializer.serializeRequest(metrics)),
        ].map(async (requests, index) => {
          const model = createModel();
          const server = await startViewer({ port: 0, model });
          for (const body of requests) {
            const sent = index === 0 ? JSON.stringify(body) : (body as Uint8Array);
            equal(
              (await ask(`${server.url}/v1/metrics`, { headers: index === 0 ? JSON_TYPE : PROTOBUF, body: sent }))
                .status,
              200,
            );
          }
          await server.close();
          return model.source.plots({});
        }),
      );
      await provider.shutdown();
      deepEqual(plots[1], plots[0]);
      const [queue, process, failures] = plots[0] ?? [];
      deepEqual([queue?.from, process?.from, failures?.from], ['metrics', 'metrics', 'metrics']);
      deepEqual(
        queue?.lines.map(({ name, points }) => [name, points.map(([, value]) => Math.round(value))]),
        [['orders', [100, 300]]],
      );
      deepEqual(
        process?.lines[0]?.points.map(([, value]) => Math.round(value)),
        [100, 300],
      );
      // Each export has one failure, also the first.
      equal(failures?.lines[0]?.points.length, 2);
    });
  }
});
