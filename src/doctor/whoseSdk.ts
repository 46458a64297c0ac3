import type { AppProcess } from './reports';

/** Whether the bootstrap has not set up the SDK: then all that is known of it was seen from outside. */
export function isObservedSdk({ told }: AppProcess): boolean {
  return told === undefined || told.status.sdk === 'application';
}
