import { safely } from '../telemetry/safely';
import { state } from './state';
import { clearTimeout, setTimeout } from '../timers';

/** Spans that ended and have not been handed to the exporter. */
export function pendingSpans(): number {
  return state.spanQueues[0]?.waiting ?? 0;
}

/** Exports what is left of all signals, and ends them. @returns false if the time was up before */
export function close(limitMillis: number): Promise<boolean> {
  const { sdk, threads } = state;
  return within(limitMillis, Promise.all([threads?.flush(), sdk?.shutdown()]));
}

/** Whether a promise settles in time. Its rejection is telemetry's own affair. */
export async function within(limitMillis: number, promise: Promise<unknown>): Promise<boolean> {
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
