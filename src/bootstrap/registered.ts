import { shared } from '../shared';
import { DOCTOR_DIRECTORY } from './doctorDirectory';
import { type Env, envFlag, envText } from './env';

/** What copies of `register` have done so far. A Lambda layer and the application may each bring one. */
export interface Registered {
  copies: number;
  /** Whether tracing is switched off, so that nothing was loaded. */
  skipped: boolean;
}

export function registered(): Registered {
  return shared('register', () => ({ copies: 0, skipped: false }));
}

/** Whether nothing is to be traced, and nobody wants to know of it. */
export function isNothingToDo(env: Env): boolean {
  if (envFlag(env, 'OTEL_SDK_DISABLED') !== true) return false;
  return envText(env, 'OTEL_LOG_LEVEL') === undefined && env[DOCTOR_DIRECTORY] === undefined;
}
