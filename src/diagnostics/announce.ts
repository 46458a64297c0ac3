import { PACKAGE_NAME } from '../version';
import { hasLogger } from './apiGlobals';
import { log } from './log';

/**
 * Says what the user has to learn, because telemetry is wrong or missing without it: a warning, and a line on stderr
 * where no logger takes it, past `console`, which test runners collect and decorate.
 */
export function announce(message: string): void {
  if (hasLogger()) return log.warn(message);
  try {
    process.stderr.write(`[warn] ${PACKAGE_NAME} ${message}\n`);
  } catch {
    // There is no stderr to write to.
  }
}
