import { fork } from 'node:child_process';
import { join } from 'node:path';
import { REGISTER } from '../../test/support/differential';
import { type Collector, startCollector } from './collector';
import { type Load, MEASURING, type WorkerResult } from './load';
import { startQueue } from './queue';

const WORKER = join(__dirname, 'worker.js');
/** Milliseconds. */
const LATENCY = 20;
const TIME_LIMIT = 180_000;

/** A load, and under which circumstances. */
export interface Run extends Load {
  /** `OTEL_BSP_*`, `OTEL_EXPORTER_OTLP_*`: what the documentation of a setting shows. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Milliseconds that the Collector takes to answer. Default: one in the same network. */
  readonly latency?: number;
  /** When the Collector goes away, after the first measured message, and for how long; milliseconds. */
  readonly outage?: { readonly after: number; readonly millis: number };
}

export interface RunResult extends WorkerResult {
  /** Bytes that the Collector got for each span. */
  readonly bytesPerSpan: number;
}

/** One worker in a process of its own, started as the documentation says. */
export async function runWorker(run: Run): Promise<RunResult> {
  const [queue, collector] = await Promise.all([startQueue(), startCollector(run.latency ?? LATENCY)]);
  try {
    const result = await workerOf(run, queue.url, collector);
    return { ...result, bytesPerSpan: collector.bytes / Math.max(1, result.spans.exportedInAll) };
  } finally {
    await Promise.all([queue.stop(), collector.stop()]);
  }
}

async function workerOf(run: Run, queue: string, collector: Collector): Promise<WorkerResult> {
  const { source, messages, rate, warmUp, outage, settings } = run;
  const child = fork(WORKER, [JSON.stringify({ source, messages, rate, warmUp, queue })], {
    timeout: TIME_LIMIT,
    execArgv: ['--expose-gc', ...(source === 'untraced' ? [] : ['--import', REGISTER])],
    env: {
      ...process.env,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NODE_ENV: 'production',
      OTEL_SERVICE_NAME: 'order-worker',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...(source === 'untraced' ? {} : { OTEL_SQS_DETAIL: source }),
      ...settings,
    },
  });
  let away: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (message !== MEASURING) resolve(message as WorkerResult);
        else if (outage !== undefined) away = setTimeout(() => void collector.goAway(outage.millis), outage.after);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`${source}: ended (${signal ?? code}) without a result`)));
    });
  } finally {
    clearTimeout(away);
  }
}
