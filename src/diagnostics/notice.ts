import { log } from './log';
import { PACKAGE_NAME } from '../version';

/**
 * Says what an application must know: that something is not traced, and the way out. It is never silent: without a
 * `diag` logger the line goes to stderr, past `console`, which test runners collect and decorate.
 */
export function notice(message: string): void {
  if (hasLogger()) return log.warn(message);
  try {
    process.stderr.write(`[warn] ${PACKAGE_NAME} ${message}\n`);
  } catch {
    // There is no stderr to write to.
  }
}

/** The API's registry of globals. All copies of the API share it. */
export function hasLogger(): boolean {
  const globals = (globalThis as Record<symbol, unknown>)[Symbol.for('opentelemetry.js.api.1')];
  return typeof globals === 'object' && globals !== null && 'diag' in globals;
}
