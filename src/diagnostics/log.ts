import { type Exception, diag } from '@opentelemetry/api';
import { shownText } from '../semconv/urls';
import { PACKAGE_NAME } from '../version';
import { MAX_MESSAGE, bounded } from './bounded';
import { UNREADABLE, recordableOf } from './concealed';
import { swallow } from './swallow';

const logger = diag.createComponentLogger({ namespace: PACKAGE_NAME });

/** Characters, so that a line has 4 KB at most. */
const MAX_STACK = 2048;

/**
 * Diagnostics of this package; visible once the application sets a `diag` logger. What is foreign is quoted up to a
 * bound and without credentials, and a logger that throws is survived.
 */
export const log = {
  error: (message: string, error?: unknown): void => write('error', message, error),
  warn: (message: string, error?: unknown): void => write('warn', message, error),
  info: (message: string, error?: unknown): void => write('info', message, error),
  debug: (message: string, error?: unknown): void => write('debug', message, error),
};

/** An error of bounded length, as loggers expect one; what was thrown and is no error, as text. */
export function shownError(error: unknown): unknown {
  try {
    const { exception = UNREADABLE } = recordableOf(error);
    const { message, name, stack } = asObject(bounded(exception, MAX_STACK));
    if (!(error instanceof Error)) return message;
    return Object.defineProperties(new Error(message), {
      name: { value: name ?? 'Error', configurable: true, writable: true },
      stack: { value: stack ?? '', configurable: true, writable: true },
    });
  } catch {
    return UNREADABLE;
  }
}

function asObject(exception: Exception): { message?: string; name?: string; stack?: string } {
  return typeof exception === 'string' ? { message: exception } : exception;
}

function write(level: keyof typeof log, message: string, error: unknown): void {
  try {
    const line = shownText(message, MAX_MESSAGE);
    swallow(error === undefined ? logger[level](line) : logger[level](line, shownError(error)));
  } catch {
    // A logger that throws: there is nobody left to say it to.
  }
}
