import { PACKAGE_NAME } from '../version';
import { hasLogger } from './apiGlobals';
import { log } from './log';

/**
 * Says what the user has to learn, because telemetry is wrong or missing without it: a warning, and a line on stderr
 * where no logger takes it.
 */
export function announce(message: string): void {
  if (hasLogger()) return log.warn(message);
  try {
    // oxlint-disable-next-line no-console -- nobody else is there to say it
    console.error(`[warn] ${PACKAGE_NAME} ${message}`);
  } catch {
    // There is no stderr to write to.
  }
}
