import { ERROR_TYPE_OTHER } from '../../semconv/errors';
import { isObject } from '../../values';
import type { OpenBatch } from '../openBatch';
import type { LambdaEvent } from './sources/eventSource';

/**
 * Marks the records that the result of a function reports as failed: a partial batch response, or the results of
 * `Promise.allSettled`, of which a layer further out makes such a response.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function reportFailures(event: LambdaEvent, batch: OpenBatch, result: unknown): void {
  if (Array.isArray(result)) return noteRejections(event, batch, result);
  const failures: unknown = written(result, 'batchItemFailures');
  if (!Array.isArray(failures) || failures.length === 0) return;
  const identifiers = failures.map((failure: unknown) => written(failure, 'itemIdentifier'));
  const failed = event.failedRecords(identifiers);
  batch.reportSome((record) => failed === 'all' || failed.has(record), ERROR_TYPE_OTHER);
}

/** A member that is in the JSON of the response: one of a class's prototype is not. */
function written(value: unknown, name: string): unknown {
  return isObject(value) && Object.prototype.propertyIsEnumerable.call(value, name) ? value[name] : undefined;
}

function noteRejections({ records }: LambdaEvent, batch: OpenBatch, results: readonly unknown[]): void {
  if (results.length !== records.length || !results.every(isSettled)) return;
  const reasons = new Map<unknown, unknown>();
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') reasons.set(records[index], result.reason);
  }
  batch.noteSome(reasons);
}

function isSettled(result: unknown): result is { readonly status: unknown; readonly reason?: unknown } {
  return isObject(result) && (result['status'] === 'fulfilled' || result['status'] === 'rejected');
}
