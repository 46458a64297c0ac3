import type { Signal } from '../../telemetry/flushProviders';
import type { ProcessOptions } from '../processOptions';

/** How the handler of a function is traced. */
export interface HandlerOptions extends ProcessOptions {
  /**
   * Milliseconds that an invocation waits for its telemetry to be exported, at most, and never longer than it has time.
   * Default 2,000; 0 does not wait.
   */
  readonly flushTimeout?: number | undefined;
  /** What is exported before an invocation ends. Default: traces, metrics and logs. */
  readonly flushSignals?: readonly ('traces' | 'metrics' | 'logs')[] | undefined;
}

const DEFAULT_TIMEOUT = 2000;
const ALL: readonly Signal[] = ['traces', 'metrics', 'logs'];

export function flushTimeoutOf({ flushTimeout }: HandlerOptions): number {
  return typeof flushTimeout === 'number' && !Number.isNaN(flushTimeout) ? flushTimeout : DEFAULT_TIMEOUT;
}

export function signalsOf({ flushSignals }: HandlerOptions): readonly Signal[] {
  return Array.isArray(flushSignals) ? ALL.filter((signal) => flushSignals.includes(signal)) : ALL;
}
