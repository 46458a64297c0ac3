import { configFileOf } from '../bootstrap/configFile';
import type { AppProcess } from './reports';

/**
 * Whether something else than the bootstrap has set up the SDK: the application, or the SDK itself from a file. Then all
 * that is known of it was seen from outside.
 */
export function isObservedSdk({ seen, told }: AppProcess): boolean {
  return told === undefined || told.status.sdk === 'application' || isOfFile(seen.env);
}

export function isOfFile(env: AppProcess['seen']['env']): boolean {
  return configFileOf(env) !== undefined;
}
