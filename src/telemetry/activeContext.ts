import { type Context, ROOT_CONTEXT, context } from '@opentelemetry/api';
import { log } from './safely';

/** The active context, for what the application called: a context manager that throws, or has none to give, costs only that. */
export function activeContext(): Context {
  try {
    const active = context.active() as Context | undefined;
    if (typeof active?.getValue === 'function') return active;
  } catch (error) {
    log.error('looking for the active context threw', error);
  }
  return ROOT_CONTEXT;
}
