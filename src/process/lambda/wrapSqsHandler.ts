import { safely } from '../../telemetry/safely';
import { within } from '../../telemetry/within';
import { ERROR_TYPE_OTHER } from '../../semconv/errors';
import { faasPubSubAttributes, faasProcessSpanName } from '../../semconv/faas';
import { type OpenBatch, openBatch } from '../openBatch';
import type { ProcessOptions } from '../processOptions';
import { isThenable } from '../settle';
import { telemetryOf } from '../telemetryOf';
import { isObject } from '../../values';

export interface SqsHandlerOptions extends ProcessOptions {
  /** Milliseconds that an invocation waits for its spans to be exported, at most. Default 2,000; 0 does not wait. */
  readonly flushTimeout?: number | undefined;
}

const DEFAULT_FLUSH_TIMEOUT = 2000;

/** The part of a Lambda SQS event that is read here. */
interface SqsEvent {
  readonly Records?: readonly unknown[];
}

type Callback = (error?: unknown, result?: unknown) => void;

/**
 * A Lambda handler for an SQS event source -> the same handler with tracing: one span for the event, linked to every
 * producer, and one process span for each record. `batchItemFailures` in its response makes those records' spans ERROR.
 * Spans are exported before the invocation returns, for Lambda freezes the process then.
 *
 * The event span is active in the handler; `processMessage(record, ...)` or `wrapMessageHandler(recordHandler)` around
 * the work on one record makes that record's own span active.
 * @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#sqs
 * @example
 * export const handler = wrapSqsHandler(async (event) => {
 *   const batchItemFailures = [];
 *   for (const record of event.Records) {
 *     await processMessage(record, handle).catch(() => batchItemFailures.push({ itemIdentifier: record.messageId }));
 *   }
 *   return { batchItemFailures };
 * });
 */
export function wrapSqsHandler<Event, Rest extends unknown[], Result>(
  handler: (event: Event, ...rest: Rest) => Result,
  options: SqsHandlerOptions = {},
): (event: Event, ...rest: Rest) => Promise<Awaited<Result>> {
  return async function (this: unknown, event: Event, ...rest: Rest): Promise<Awaited<Result>> {
    const records = recordsOf(event);
    const batch =
      records &&
      openBatch(records, options, { name: faasProcessSpanName, attributes: faasPubSubAttributes(), pushed: true });
    if (records === undefined || batch === undefined) return await invoke(handler, this, event, rest);
    try {
      const result = await within(batch.context, () => invoke(handler, this, event, rest));
      safely('reading the response', () => reportFailures(batch, result));
      return result;
    } catch (error) {
      batch.fail(error);
      throw error;
    } finally {
      safely('ending the spans', () => batch.end());
      await flush(records, options.flushTimeout ?? DEFAULT_FLUSH_TIMEOUT);
    }
  };
}

/** Calls a handler of any style: with a promise, a value, or Lambda's callback as its third argument. */
function invoke<Event, Rest extends unknown[], Result>(
  handler: (event: Event, ...rest: Rest) => Result,
  self: unknown,
  event: Event,
  rest: Rest,
): Promise<Awaited<Result>> {
  const [lambdaContext, callback] = rest as unknown[];
  const takesCallback = typeof callback === 'function' && handler.length > 2;
  if (!takesCallback) return Promise.resolve(handler.call(self, event, ...rest));
  return new Promise((resolve, reject) => {
    const done: Callback = (error, result) =>
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the handler's own error, whatever it is
      error == null ? resolve(result as Awaited<Result>) : reject(error);
    const returned = handler.call(self, event, ...([lambdaContext, done] as Rest));
    if (isThenable(returned)) Promise.resolve(returned).then(resolve, reject);
  });
}

function recordsOf(event: unknown): readonly unknown[] | undefined {
  const { Records } = (isObject(event) ? event : {}) as SqsEvent;
  return Array.isArray(Records) && Records.length > 0 ? Records : undefined;
}

/**
 * A partial batch response names the records that failed; a name that is none of theirs fails them all.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
function reportFailures(batch: OpenBatch, result: unknown): void {
  const failures: unknown = isObject(result) ? result['batchItemFailures'] : undefined;
  if (!Array.isArray(failures)) return;
  const failed = new Set(failures.map((failure) => (isObject(failure) ? failure['itemIdentifier'] : undefined)));
  const known = new Set<unknown>(batch.spans.map((span) => span.messageId));
  const all = [...failed].some((id) => !known.has(id));
  for (const span of batch.spans) if (all || failed.has(span.messageId)) span.report(ERROR_TYPE_OTHER);
}

async function flush(records: readonly unknown[], timeout: number): Promise<void> {
  const flushed = safely('flushing', () => telemetryOf(records[0])?.flush());
  if (flushed === undefined || timeout <= 0) return;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeout);
  });
  await Promise.race([flushed.catch(() => undefined), limit]);
  clearTimeout(timer);
}
