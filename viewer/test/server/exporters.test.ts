import { deepEqual, equal } from 'node:assert/strict';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { createModel } from '../../src';
import type { Story } from '../../src/model/source';
import { type GrpcReceiver, startGrpc } from '../../src/server/grpc';
import { storyOf } from '../model/telling';
import { useServer } from './harness';

/** What all exporters export. */
async function exportBy(exporter: SpanExporter): Promise<void> {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'process.pid': 12 }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('checkout', '1.0.0');
  const linked = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
  const span = tracer.startSpan('send orders', {
    kind: SpanKind.PRODUCER,
    startTime: 1_795_255_200_000,
    attributes: {
      'messaging.system': 'aws_sqs',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'messaging.message.id': 'm-1',
      'a.number': 0.5,
      'a.whole': -7,
      'a.truth': true,
      'a.list': ['one', 'two'],
      'a.text': 'Zoë 🚀',
    },
    links: [{ context: linked, attributes: { why: 'so' } }],
  });
  span.addEvent('tick', { n: 1 }, 1_795_255_200_010);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no such queue' });
  span.end(1_795_255_200_250);
  await provider.forceFlush();
  await provider.shutdown();
}

/** What is shown of it, without what differs from run to run. */
function shownOf({ row, traces, from, to }: Story): unknown {
  const spans = traces.flatMap((trace) => trace.spans.map(({ key: _, ...span }) => span));
  return { ...row, id: '', from, to, spans };
}

describe('exporters of OpenTelemetry', () => {
  const models = { json: createModel(), gzip: createModel(), protobuf: createModel(), grpc: createModel() };
  const json = useServer({ model: models.json });
  const gzip = useServer({ model: models.gzip });
  const protobuf = useServer({ model: models.protobuf });
  const grpcHttp = useServer({ model: models.grpc });
  let receiver: GrpcReceiver;
  before(async () => {
    receiver = await startGrpc(0, '127.0.0.1', grpcHttp().take);
  });
  after(() => receiver.close());

  it('are understood, each of them the same', async () => {
    await exportBy(new JsonExporter({ url: `${json().url}/v1/traces` }));
    await exportBy(new ProtobufExporter({ url: `${protobuf().url}/v1/traces` }));
    await exportBy(new ProtobufExporter({ url: `${gzip().url}/v1/traces`, compression: 'gzip' as never }));
    await exportBy(new GrpcExporter({ url: `http://127.0.0.1:${receiver.port}` }));
    const shown = await Promise.all(
      Object.values(models).map(async (model) => {
        const { rows } = await model.source.messages({}, { offset: 0, limit: 10 });
        equal(rows.length, 1);
        return shownOf(await storyOf(model, rows[0]?.id ?? ''));
      }),
    );
    const [first, ...others] = shown;
    for (const other of others) deepEqual(other, first);
    const { spans, took, outcome, error, sentBy } = first as Record<string, unknown>;
    deepEqual([took, outcome, error, sentBy], [250, 'failed', 'no such queue', 'shop']);
    const text = JSON.stringify(spans);
    for (const said of ['Zoë 🚀', 'one, two', '-7', '0.5', 'true', 'tick', 'process.pid', 'checkout']) {
      equal(text.includes(said), true, said);
    }
  });
});
