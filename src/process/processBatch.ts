import { context } from '@opentelemetry/api';
import { BatchSpan, OpenBatch } from './batchSpan';
import { isThenable, processMessage, settle } from './processMessage';
import type { ProcessOptions } from './processSpan';

export interface ProcessBatchOptions extends ProcessOptions {
  /**
   * One message after the other, up to the first that fails, as a FIFO queue needs it. Default `false`: all at once,
   * each to its end.
   */
  readonly sequential?: boolean | undefined;
}

/** What one handler gave. */
type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

/**
 * Runs a handler for each message of a batch, each inside its own process span, all below one span of the batch that
 * links to every producer and counts the failures.
 *
 * Gives the handlers' results in the order of the messages, as a promise if any of them is one. If handlers threw, all
 * others still run to their end, and then the first error is thrown: the same object. Delete each message inside of its
 * handler, so that those that succeeded are gone.
 * @example
 * await processBatch(Messages ?? [], async (message) => {
 *   await handle(message);
 *   await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
 * });
 */
export function processBatch<Message, Result>(
  messages: readonly Message[],
  handler: (message: Message, index: number) => Result,
  options: ProcessBatchOptions = {},
): Result extends PromiseLike<infer Value> ? Promise<Value[]> : Result[] {
  const batch = BatchSpan.start(messages, options);
  const run = (): unknown => {
    const one = (message: Message, index: number): Result =>
      processMessage(message, () => handler(message, index), options);
    return options.sequential === true ? oneByOne(messages, one, count) : allAtOnce(messages, one, count);
  };
  let failed = 0;
  function count(): void {
    failed++;
  }
  const end = (): void => batch?.end(failed);
  const result = settle(() => (batch === undefined ? run() : context.with(batch.context, run)), end, end);
  return result as Result extends PromiseLike<infer Value> ? Promise<Value[]> : Result[];
}

function allAtOnce<Message>(
  messages: readonly Message[],
  handler: (message: Message, index: number) => unknown,
  failed: () => void,
): unknown {
  const settled = messages.map((message, index): Settled<unknown> => {
    try {
      return { value: handler(message, index) };
    } catch (error) {
      failed();
      return { error };
    }
  });
  if (!settled.some((one) => 'value' in one && isThenable(one.value))) return valuesOf(settled);
  const awaited = settled.map(async (one): Promise<Settled<unknown>> => {
    if ('error' in one) return one;
    try {
      return { value: await one.value };
    } catch (error) {
      failed();
      return { error };
    }
  });
  return Promise.all(awaited).then(valuesOf);
}

function valuesOf(settled: readonly Settled<unknown>[]): unknown[] {
  return settled.map((one) => {
    if ('error' in one) throw one.error;
    return one.value;
  });
}

function oneByOne<Message>(
  messages: readonly Message[],
  handler: (message: Message, index: number) => unknown,
  failed: () => void,
): unknown {
  const values: unknown[] = [];
  const from = (index: number): unknown => {
    for (let at = index; at < messages.length; at++) {
      const value = handler(messages[at] as Message, at);
      if (isThenable(value)) {
        return Promise.resolve(value).then((awaited) => {
          values.push(awaited);
          return from(at + 1);
        });
      }
      values.push(value);
    }
    return values;
  };
  return settle(
    () => from(0),
    () => undefined,
    failed,
  );
}

/**
 * A handler of a batch -> the same handler with process spans: for `handleMessageBatch` of sqs-consumer, and anything
 * else that takes all messages at once; also in bundled code. The batch span is active inside; `processMessage` around
 * the work on one message makes that message's own span active.
 * @example
 * Consumer.create({ queueUrl, sqs, batchSize: 10, handleMessageBatch: wrapBatchHandler(handleAll) });
 */
export function wrapBatchHandler<Message, Rest extends unknown[], Result>(
  handler: (messages: Message[], ...rest: Rest) => Result,
  options: ProcessOptions = {},
): (messages: Message[], ...rest: Rest) => Result {
  return function (this: unknown, messages: Message[], ...rest: Rest): Result {
    const batch = Array.isArray(messages) ? OpenBatch.open(messages, options) : undefined;
    if (batch === undefined) return handler.call(this, messages, ...rest);
    return settle(
      () => context.with(batch.context, () => handler.call(this, messages, ...rest)),
      () => batch.end(),
      (error) => {
        batch.fail(error);
        batch.end();
      },
    );
  };
}
