import { errorMessage } from '../../../semconv/errors';

/** What a client says against a message, as an error. It may say it with anything, which then is the cause. */
export function asError(error: unknown): Error {
  if (error instanceof Error) return error;
  const told = typeof error === 'number' ? String(error) : errorMessage(error);
  return new Error(told ?? 'the client did not take the message', { cause: error });
}
