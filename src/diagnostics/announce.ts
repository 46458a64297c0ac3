import { PACKAGE_NAME } from '../version';
import { hasLogger } from './apiGlobals';
import { log } from './log';
import { writeToStderr } from './writeTo';

/**
 * Says what the user has to learn, because telemetry is wrong or missing without it: a warning, and a line on stderr
 * where no logger takes it.
 */
export function announce(message: string): void {
  if (hasLogger()) return log.warn(message);
  writeToStderr(`[warn] ${PACKAGE_NAME} ${message}`);
}
