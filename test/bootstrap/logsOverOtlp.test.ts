import assert from 'node:assert/strict';
import type { BatchOptions } from '../../src/bootstrap/outlet/batcher';
import { type LogRecordProcessor, makeLogProcessors } from '../../src/bootstrap/outlet/logs';
import type { Outlet } from '../../src/bootstrap/outlet/outlet';
import type { ThreadCollector } from '../../src/bootstrap/outlet/threads';
import type { Problem } from '../../src/bootstrap/problem';
import { useWorld } from '../support/useWorld';
import { startHttpServer } from './replyingServer';

const ENV = {
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_BLRP_SCHEDULE_DELAY: '60000',
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '2',
};

function record(body: string): object {
  const instrumentationScope = { name: 'shop' };
  const resource = { attributes: {} };
  return { resource, instrumentationScope, body, hrTime: [1, 0], hrTimeObserved: [1, 0], attributes: {} };
}

function textsIn(body: Uint8Array): string[] {
  const { resourceLogs } = JSON.parse(Buffer.from(body).toString()) as {
    resourceLogs: { scopeLogs: { logRecords: { body: { stringValue: string } }[] }[] }[];
  };
  return resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords.map((each) => each.body.stringValue)),
  );
}

describe('log records over OTLP', () => {
  const server = useWorld(startHttpServer);

  function make(): { processor: LogRecordProcessor; outlet: Outlet } {
    const [problems, outlets]: [Problem[], Outlet[]] = [[], []];
    const env = { ...ENV, OTEL_EXPORTER_OTLP_ENDPOINT: server.url };
    const [processor, ...others] = makeLogProcessors(env, problems, { outlets, threads: undefined });
    const [outlet, ...otherOutlets] = outlets;
    assert.deepEqual([problems, others, otherOutlets], [[], [], []]);
    assert.ok(processor && outlet);
    return { processor, outlet };
  }

  it('are sent in batches, when somebody flushes or shuts down', async () => {
    const { processor } = make();
    processor.onEmit(record('flushed'));
    await processor.forceFlush();
    processor.onEmit(record('shut down'));
    await processor.shutdown();
    assert.deepEqual(
      server.received.map(({ headers, body }) => [headers[':path'], textsIn(body)]),
      [
        ['/v1/logs', ['flushed']],
        ['/v1/logs', ['shut down']],
      ],
    );
  });

  it('are given to the end of the process, which says what is lost', () => {
    const { processor, outlet } = make();
    // A full batch is on its way at once, and has not arrived.
    for (const text of ['first', 'second', 'third']) processor.onEmit(record(text));
    const parcels = outlet.takeAll();
    assert.deepEqual(
      parcels.map(({ noun, count, request }) => [noun, count, request()?.url, textsIn(request()?.body ?? Buffer.of())]),
      [
        ['log records', 2, `${server.url}v1/logs`, ['first', 'second']],
        ['log records', 1, `${server.url}v1/logs`, ['third']],
      ],
    );
    assert.equal(parcels[0]?.settle(), undefined);
    assert.match(parcels[0]?.settle(new Error('broken')) ?? '', /v1\/logs cannot be reached \(broken\): check/);
    assert.deepEqual(outlet.takeAll(), []);
    let late = 0;
    outlet.onLateItem(() => void (late += 1));
    processor.onEmit(record('late'));
    assert.deepEqual([late, outlet.takeAll().length], [1, 1]);
  });

  it('have a way out for those of other threads, too', () => {
    const ofThreads: Outlet = { takeAll: () => [], onLateItem: () => undefined };
    const asked: unknown[] = [];
    const threads = {
      add: (signal: string, exporter: object, options: BatchOptions, words: { noun: string }) => {
        asked.push(signal, exporter.constructor.name, options.maxExportBatchSize, words.noun);
        return ofThreads;
      },
    } as unknown as ThreadCollector;
    const outlets: Outlet[] = [];
    makeLogProcessors(ENV, [], { outlets, threads });
    assert.deepEqual(asked, ['logs', 'OtlpExporter', 2, 'log records']);
    assert.deepEqual([outlets.indexOf(ofThreads), outlets.length], [0, 2]);
  });
});
