import { errorTypeOfCodes } from '../semconv/errors';
import type { PartialResult } from '../semconv/eventbridge';
import type { EntryResult, Failure } from './service';
import { entriesOf } from '../values';

interface Part {
  readonly ErrorCode?: string | undefined;
}

/** The results of the entries of a request. @param failedCount the number in the response */
export function partialResult(parts: unknown, failedCount: unknown): PartialResult {
  const codes = entriesOf<Part>(parts).flatMap(({ ErrorCode }) => (typeof ErrorCode === 'string' ? [ErrorCode] : []));
  const counted = Array.isArray(parts) ? codes.length : undefined;
  return {
    failedCount: typeof failedCount === 'number' ? failedCount : counted,
    failureCodes: [...new Set(codes)].toSorted(),
  };
}

/**
 * The failure of a request that succeeded although some of its parts failed.
 * @param codes one for each part that failed, if the service says one
 * @param total the number of all parts, if that is known
 */
export function failureOfParts(
  codes: readonly unknown[],
  total: number | undefined,
  what: string,
): Failure | undefined {
  if (codes.length === 0) return undefined;
  const distinct = [...new Set(codes.filter((code) => typeof code === 'string'))];
  return {
    type: errorTypeOfCodes(distinct),
    message: `${codes.length}${total === undefined ? '' : `/${total}`} ${what}`,
  };
}

/** The codes among anything, distinct and sorted, by comma. */
export function joinedCodes(codes: readonly unknown[]): string | undefined {
  return [...new Set(codes.filter((code) => typeof code === 'string'))].toSorted().join(',') || undefined;
}

/** The failure of a request that succeeded although some of its entries failed. */
export function partialFailure(parts: unknown, failedCount: unknown, what: string): Failure | undefined {
  const { failedCount: failed = 0, failureCodes } = partialResult(parts, failedCount);
  if (failed === 0) return undefined;
  return { type: errorTypeOfCodes(failureCodes), message: `${failed}/${entriesOf(parts).length} ${what} failed` };
}

/** The results of parts that have no ids of their own. */
export function partResults(parts: unknown): readonly EntryResult<PartialResult>[] {
  return entriesOf<Part>(parts).map(({ ErrorCode }) => ({
    id: undefined,
    failureCode: typeof ErrorCode === 'string' ? ErrorCode : undefined,
  }));
}
