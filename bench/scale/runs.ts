import type { Source } from './load';
import { type Run, type RunResult, runWorker } from './workers';

/** One fiftieth of 10,000 messages a second. */
export const RATE = 200;
export const WORKERS = 50;
const STEADY_SECONDS = 15;
const BACKLOG = 6_000;
const ROUNDS = 2;

/** As a backend that has too much to do. */
const SLOW = { latency: 3000 };
/** While a worker has its share of messages. */
const OUTAGE = { rate: RATE, messages: 40 * RATE, outage: { after: 5000, millis: 20_000 } };
/** What keeps the spans. */
const LARGE_QUEUE = { OTEL_BSP_MAX_QUEUE_SIZE: '16384' };
const LARGE_BATCHES = { ...LARGE_QUEUE, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2048' };
const PATIENT = { ...LARGE_QUEUE, OTEL_EXPORTER_OTLP_TIMEOUT: '30000' };

/** What one worker costs, by who traces it. */
export interface WorkerCosts {
  readonly source: Source;
  readonly steady: RunResult;
  readonly backlog: RunResult;
}

/** What of a worker's spans does not arrive. */
interface Loss {
  readonly situation: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly result: RunResult;
}

/** What `npm run bench:scale` has measured. */
export interface ScaleResults {
  readonly node: string;
  readonly costs: readonly WorkerCosts[];
  readonly losses: readonly Loss[];
}

const SOURCES = ['untraced', 'full', 'standard'] as const;

const LOSSES: readonly { situation: string; run: Omit<Run, 'source'> }[] = [
  { situation: 'a backlog, the Collector answers after 3 s', run: { messages: BACKLOG, ...SLOW } },
  {
    situation: 'a backlog, the Collector answers after 3 s',
    run: { messages: BACKLOG, ...SLOW, settings: LARGE_BATCHES },
  },
  { situation: 'the Collector away for 20 s', run: OUTAGE },
  { situation: 'the Collector away for 20 s', run: { ...OUTAGE, settings: LARGE_QUEUE } },
  { situation: 'the Collector away for 20 s', run: { ...OUTAGE, settings: PATIENT } },
];

/** One run after the other. The machine may do other work: it is the time of the processor that counts. */
export async function measureCosts(): Promise<WorkerCosts[]> {
  const costs: WorkerCosts[] = [];
  for (const source of SOURCES) {
    const steady = await best({ source, messages: STEADY_SECONDS * RATE, rate: RATE });
    costs.push({ source, steady, backlog: await best({ source, messages: BACKLOG }) });
  }
  return costs;
}

/** Side by side: spans are counted here, and no time. */
export function measureLosses(): Promise<Loss[]> {
  return Promise.all(
    LOSSES.map(async ({ situation, run }) => ({
      situation,
      settings: run.settings ?? {},
      result: await runWorker({ ...run, source: 'full' }),
    })),
  );
}

/** Whatever else the machine does only ever adds to the time of the processor. */
async function best(run: Run): Promise<RunResult> {
  const results: RunResult[] = [];
  for (let round = 0; round < ROUNDS; round++) results.push(await runWorker(run));
  return results.reduce((least, result) => (result.cpuSeconds < least.cpuSeconds ? result : least));
}
