import type { Exception } from '@opentelemetry/api';
import { errorMessage } from '../semconv/errors';
import type { Operation } from './operation';

const CONCEALED = '**';

/** The part of an error that may be recorded. */
interface Recordable {
  readonly exception: Exception;
  readonly errorMessage: string | undefined;
}

/**
 * Removes secrets from an error. A service that rejects a request may quote secret parts of the request in its error.
 */
export function recordable({ kind, input }: Operation, error: unknown): Recordable {
  const message = errorMessage(error);
  const secret = kind.definition.conceals?.(input);
  if (secret === undefined) {
    return { exception: error instanceof Error ? error : String(error), errorMessage: message };
  }
  const conceal = (text: string): string => text.replaceAll(secret, CONCEALED);
  return {
    exception: error instanceof Error ? concealed(error, conceal) : conceal(String(error)),
    errorMessage: message === undefined ? undefined : conceal(message),
  };
}

function concealed(error: Error, conceal: (text: string) => string): Exception {
  const { code, name, message, stack } = error as Error & { code?: string | number };
  return {
    name,
    message: conceal(message),
    ...(code !== undefined && { code }),
    ...(stack !== undefined && { stack: conceal(stack) }),
  };
}
