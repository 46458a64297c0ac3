import { metrics, trace } from '@opentelemetry/api';
import { safely } from '../telemetry/safely';
import { isFlushing } from './sdk';
import { state } from './state';

/** Spans that ended and have not been handed to the exporter. */
export function pendingSpans(): number {
  const [primary] = state.exporters;
  return primary === undefined ? 0 : Math.max(state.counts.ended - primary.handed - state.lost, 0);
}

let underWay: Promise<unknown> = Promise.resolve();

/** Has everything exported that has ended. @returns false if the time was up before */
export async function flush(limitMillis: number): Promise<boolean> {
  const before = state.counts.ended;
  // The SDK waits for no batch that it has begun before, be it by the clock or by another flush.
  underWay = Promise.allSettled([underWay, ...providers().map((provider) => provider.forceFlush())]).then(() =>
    Promise.allSettled(state.exporters.map((exporter) => exporter.forceFlush())),
  );
  return counting(before, within(limitMillis, underWay));
}

/** Exports what is left of all signals, and ends them. @returns false if the time was up before */
export function close(limitMillis: number): Promise<boolean> {
  const { sdk } = state;
  const { ended } = state.counts;
  return counting(ended, within(limitMillis, sdk === undefined ? Promise.resolve() : sdk.shutdown()));
}

/** Counts the spans of those that had ended which the queue had no room for: they never come. */
async function counting(ended: number, exporting: Promise<boolean>): Promise<boolean> {
  const done = await exporting;
  const [primary] = state.exporters;
  if (done && primary !== undefined) state.lost = Math.max(state.lost, ended - primary.handed);
  return done;
}

function providers(): { forceFlush(): Promise<void> }[] {
  const global: object = trace.getTracerProvider();
  const delegate = 'getDelegate' in global ? (global.getDelegate as () => object).call(global) : global;
  return [delegate, metrics.getMeterProvider() as object].filter(isFlushing);
}

/** Whether a promise settles in time. Its rejection is telemetry's own affair. */
async function within(limitMillis: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, limitMillis, false)));
  const settled = promise.then(
    () => true,
    (error: unknown) => {
      safely('exporting what is left', () => {
        throw error;
      });
      return true;
    },
  );
  try {
    return await Promise.race([settled, limit]);
  } finally {
    clearTimeout(timer);
  }
}
