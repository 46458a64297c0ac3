import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { safely } from './safely';

/** Whether the application expects an error, by the option of that name; a predicate that throws expects none. */
export function isExpectedError(
  { expectedErrors }: Options,
  service: string,
  operation: string,
  error: unknown,
): boolean {
  if (expectedErrors === undefined) return false;
  return safely('expectedErrors', expectedErrors, service, operation, error) === true;
}

/** The outcome of a call that failed, with the application's say. */
export function withExpectation(
  { operation, options }: { readonly operation: Operation; readonly options: Options },
  outcome: Outcome,
): Outcome {
  const { service, name } = operation.kind;
  if (outcome.errorType === undefined || !isExpectedError(options, service.id, name, outcome.error)) return outcome;
  return { ...outcome, tolerated: 'expected' };
}
