import { log } from '../telemetry/safely';
import { messageOf } from './problem';

/** Runs a part of the set-up that the rest can do without. One that throws costs itself and one line. */
export function optional<R>(consequence: string, run: () => R): R | undefined {
  try {
    return run();
  } catch (error) {
    log.warn(`${consequence}: ${messageOf(error)}`);
    return undefined;
  }
}
