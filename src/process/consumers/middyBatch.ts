import { safely } from '../../telemetry/safely';
import { isObject } from '../../values';
import { claimedSpan } from '../claims';

/** Middy's middleware that makes a partial batch response of the results of `Promise.allSettled`. */
export const MIDDY_BATCH = '@middy/sqs-partial-batch-failure';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Goes around the function that makes the middleware. The response only tells which records failed; the middleware knows
 * why, and it runs inside the handler that has the spans.
 * @see https://middy.js.org/docs/middlewares/sqs-partial-batch-failure
 */
export function aroundMiddyBatch(original: Method): Method {
  return function (this: unknown, ...args: unknown[]): unknown {
    const middleware = original.apply(this, args);
    safely('attaching to a middleware', attach, middleware);
    return middleware;
  };
}

function attach(middleware: unknown): void {
  if (!isObject(middleware)) return;
  const { after, onError } = middleware;
  if (typeof after === 'function') middleware['after'] = noting(after as Method, noteRejected);
  if (typeof onError === 'function') middleware['onError'] = noting(onError as Method, noteError);
}

function noting(original: Method, note: (request: unknown) => void): Method {
  return function (this: unknown, ...args: unknown[]): unknown {
    safely('recording failed records', note, args[0]);
    return original.apply(this, args);
  };
}

function noteRejected(request: unknown): void {
  const results = isObject(request) ? request['response'] : undefined;
  if (!Array.isArray(results)) return;
  for (const [index, record] of recordsOf(request).entries()) {
    const result: unknown = results[index];
    if (isObject(result) && result['status'] === 'rejected') claimedSpan(record)?.note(result['reason']);
  }
}

function noteError(request: unknown): void {
  const error = isObject(request) && request['response'] === undefined ? request['error'] : undefined;
  if (error === undefined) return;
  for (const record of recordsOf(request)) claimedSpan(record)?.note(error);
}

function recordsOf(request: unknown): readonly unknown[] {
  const event = isObject(request) ? request['event'] : undefined;
  const records = isObject(event) ? event['Records'] : undefined;
  return Array.isArray(records) ? records : [];
}
