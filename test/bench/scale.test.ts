import assert from 'node:assert/strict';
import { lossTable, scaleTable, workerTable } from '../../bench/scale/report';
import type { ScaleResults } from '../../bench/scale/runs';
import { type RunResult, runWorker } from '../../bench/scale/workers';

const SMALL = { messages: 200, warmUp: 10 };

/** What is counted, and no time. */
describe('a worker of the simulation', () => {
  it('leaves one span for each message, and two for each batch; all arrive', async () => {
    const { spans, bytesPerSpan, cpuSeconds } = await runWorker({ ...SMALL, source: 'standard' });
    assert.deepEqual([spans.ended, spans.exported, spans.dropped], [240, 240, 0]);
    assert.ok(bytesPerSpan > 300 && bytesPerSpan < 3000, `${bytesPerSpan}`);
    assert.ok(cpuSeconds > 0);
  });

  it('leaves nothing if nobody traces it', async () => {
    const { spans, bytesPerSpan } = await runWorker({ ...SMALL, source: 'untraced' });
    assert.deepEqual([spans.ended, spans.exported, bytesPerSpan], [0, 0, 0]);
  });

  it('loses spans where the queue is small and the Collector far away, and counts them', async () => {
    const settings = { OTEL_BSP_MAX_QUEUE_SIZE: '20', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' };
    const { spans } = await runWorker({ ...SMALL, source: 'full', latency: 500, settings });
    assert.equal(spans.ended, 240);
    assert.ok(spans.dropped > 0);
    // What the last flush has no time for is neither.
    assert.ok(spans.exported + spans.dropped <= 240);
  });
});

describe('the report of the simulation', () => {
  const result = (cpuSeconds: number, ended: number): RunResult => ({
    messages: 1000,
    seconds: 5,
    cpuSeconds,
    heapBytes: 20e6,
    rssBytes: 120e6,
    spans: { ended, exported: ended, dropped: 0, exportedInAll: ended },
    bytesPerSpan: 1000,
  });
  const results: ScaleResults = {
    node: 'v20',
    costs: [
      { source: 'untraced', steady: result(0.5, 0), backlog: result(0.25, 0) },
      { source: 'full', steady: result(1, 1200), backlog: result(0.5, 1200) },
    ],
    losses: [{ situation: 'a storm', settings: { QUEUE: '7' }, result: result(1, 1200) }],
  };

  it('compares a worker with one that is not traced', () => {
    assert.match(
      workerTable(results),
      /^\| full \| 2,000 \| 500 \| 250 \| 20\.0 % \| 120 \| 20 \| 1\.2 \| 1,000 \| 0, 0 \|$/m,
    );
  });

  it('multiplies it by fifty workers of 200 messages a second', () => {
    assert.match(scaleTable(results), /^\| full \| 5 \| 12,000 \| 12\.0 \| 1,037 \| 1,037 \|$/m);
  });

  it('says what is lost with which settings', () => {
    assert.match(lossTable(results), /^\| a storm \| `QUEUE=7` \| 200 \| 1,200 \| 0 \| 120 \|$/m);
  });
});
