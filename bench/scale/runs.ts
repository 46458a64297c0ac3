import type { Source } from './load';
import { type Run, type RunResult, runWorker } from './workers';

/** One fiftieth of 10,000 messages a second. */
export const RATE = 200;
export const WORKERS = 50;
const STEADY_SECONDS = 15;
const BACKLOG = 6_000;
const ROUNDS = 2;

const DISTANT = { latency: 300 };
/** While a worker has its share of messages, for twenty seconds. */
const OUTAGE = { rate: RATE, messages: 40 * RATE, outage: { after: 12_000, millis: 20_000 } };
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
  { situation: 'a backlog, the Collector 300 ms away', run: { messages: BACKLOG, ...DISTANT } },
  {
    situation: 'a backlog, the Collector 300 ms away',
    run: { messages: BACKLOG, ...DISTANT, settings: LARGE_BATCHES },
  },
  { situation: 'the Collector away for 20 s', run: OUTAGE },
  { situation: 'the Collector away for 20 s', run: { ...OUTAGE, settings: LARGE_QUEUE } },
  { situation: 'the Collector away for 20 s', run: { ...OUTAGE, settings: PATIENT } },
];

/** All runs, one after the other. The machine may do other work: it is the time of the processor that counts. */
export async function measureScale(tell: (line: string) => void): Promise<ScaleResults> {
  const costs: WorkerCosts[] = [];
  for (const source of SOURCES) {
    tell(source);
    const steady = await best({ source, messages: STEADY_SECONDS * RATE, rate: RATE });
    costs.push({ source, steady, backlog: await best({ source, messages: BACKLOG }) });
  }
  const losses: Loss[] = [];
  for (const { situation, run } of LOSSES) {
    const { settings = {} } = run;
    tell(`${situation} ${JSON.stringify(settings)}`);
    losses.push({ situation, settings, result: await runWorker({ ...run, source: 'full' }) });
  }
  return { node: process.version, costs, losses };
}

/** Whatever else the machine does only ever adds to the time of the processor. */
async function best(run: Run): Promise<RunResult> {
  const results: RunResult[] = [];
  for (let round = 0; round < ROUNDS; round++) results.push(await runWorker(run));
  return results.reduce((least, result) => (result.cpuSeconds < least.cpuSeconds ? result : least));
}
