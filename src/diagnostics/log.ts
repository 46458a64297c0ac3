import { diag } from '@opentelemetry/api';
import { shownText } from '../semconv/urls';
import { PACKAGE_NAME } from '../version';
import { recordableOf } from './concealed';
import { text } from '../values';

const logger = diag.createComponentLogger({ namespace: PACKAGE_NAME });

/** Characters of one text: an error may quote a whole request. */
const MAX_TEXT = 1024;

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

/** An error as text: its name and its message, without its stack. */
export function errorText(error: unknown): string {
  try {
    const { exception, errorMessage } = recordableOf(error);
    const name = typeof exception === 'object' ? (text(exception.name) ?? 'Error') : undefined;
    const message = errorMessage ?? (typeof exception === 'string' ? exception : '');
    return shownText([name, message].filter((part) => part).join(': '), MAX_TEXT);
  } catch {
    return 'an error that cannot be read';
  }
}

function write(level: keyof typeof log, message: string, error: unknown): void {
  try {
    const line = shownText(message, 2 * MAX_TEXT);
    if (error === undefined) logger[level](line);
    else logger[level](line, errorText(error));
  } catch {
    // A logger that throws: there is nobody left to say it to.
  }
}
