import type { Exception } from '@opentelemetry/api';
import { errorMessage } from '../semconv/errors';
import type { Operation } from './operation';

const CONCEALED = '**';

/** What may be recorded of an error. */
interface Recordable {
  readonly exception: Exception;
  readonly errorMessage: string | undefined;
}

/** A service that rejects a request may quote in its error what nobody is to see of the request. */
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
