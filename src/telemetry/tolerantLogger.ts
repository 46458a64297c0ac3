import { types } from 'node:util';
import type { DiagLogger } from '@opentelemetry/api';

const LEVELS = ['error', 'warn', 'info', 'debug', 'verbose'] as const;

/**
 * A logger that never throws. The one that the application sets may: it writes to a closed stream, or it reads a member
 * of an error that throws. There is nobody left to say so to.
 */
export function tolerantLogger(logger: DiagLogger): DiagLogger {
  const tolerant: Partial<DiagLogger> = {};
  for (const level of LEVELS) {
    tolerant[level] = (message, ...details) => {
      try {
        swallow(logger[level](message, ...details));
      } catch {
        // Nobody to tell.
      }
    };
  }
  return tolerant as DiagLogger;
}

/** A promise that nobody waits for must not end the process. Of any realm, and whatever its own `catch` does. */
export function swallow(given: unknown, onError: (error: unknown) => void = () => undefined): void {
  if (types.isPromise(given)) void Promise.prototype.then.call(given, undefined, onError);
}
