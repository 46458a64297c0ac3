import { type Context, context } from '@opentelemetry/api';
import { processInstrumenter } from '../telemetry/active';
import { recallMessage } from '../telemetry/ledger';
import type { Instrumenter } from '../telemetry/telemetry';
import { safely } from '../telemetry/safely';
import { claimedSpan } from './claims';
import { type ProcessOptions, ProcessSpan } from './processSpan';

/**
 * Runs a handler inside the process span of its message: everything it does, across any `await`, hangs below
 * `process <queue>`, which is tied to the message's producer.
 *
 * The result is the handler's, and so is what it throws: the same object. Synchronous handlers stay synchronous. A
 * message that has its process span already, from a layer further out, does not get another.
 * @param message an SQS `Message` or a Lambda `SQSRecord`; a message of kafkajs, alone or as `EachMessagePayload`; a
 *   message of amqplib
 * @example
 * for (const message of Messages ?? []) {
 *   await processMessage(message, async () => {
 *     await handle(message);
 *     await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
 *   });
 * }
 */
export function processMessage<Message, Result>(
  message: Message,
  handler: (message: Message) => Result,
  options: ProcessOptions = {},
): Result {
  return runClaimed(message, options, () => handler(message));
}

/**
 * A handler of one message -> the same handler with process spans: for `handleMessage` of sqs-consumer, the record
 * handler of Powertools, and anything else that takes one; also in bundled code. `this` and further arguments are
 * passed on.
 * @example
 * Consumer.create({ queueUrl, sqs, handleMessage: wrapMessageHandler(async (message) => handle(message)) });
 */
export function wrapMessageHandler<Message, Rest extends unknown[], Result>(
  handler: (message: Message, ...rest: Rest) => Result,
  options: ProcessOptions = {},
): (message: Message, ...rest: Rest) => Result {
  return function (this: unknown, message: Message, ...rest: Rest): Result {
    return runClaimed(message, options, () => handler.call(this, message, ...rest));
  };
}

/** Runs a handler in its message's process span: the one there is, or a new one. */
function runClaimed<Result>(message: unknown, options: ProcessOptions, handler: () => Result): Result {
  // amqplib's word for a cancelled consumer.
  if (message === null) return handler();
  const claimed = claimedSpan(message);
  if (claimed?.entered === true) return handler();
  const span = claimed ?? startProcessSpan(message, options);
  return span === undefined ? handler() : runInside(span, handler);
}

/** Starts a process span for whoever traces this message; undefined if nobody does. */
export function startProcessSpan(message: unknown, options: ProcessOptions): ProcessSpan | undefined {
  const instrumenter = instrumenterOf(message);
  return instrumenter && safely('starting a process span', ProcessSpan.start, instrumenter, message, options);
}

/** Whoever traced the receive of a message traces its processing, too. */
export function instrumenterOf(message: unknown): Instrumenter | undefined {
  const receiver = safely('recalling a message', recallMessage, message)?.receive.instrumenter;
  return receiver?.enabled === true ? receiver : processInstrumenter();
}

/** Runs a handler in a span's context, and closes the span when the handler is done. */
export function runInside<Result>(span: ProcessSpan, handler: () => Result): Result {
  span.entered = true;
  return settle(
    span.context,
    handler,
    () => span.succeed(),
    (error) => span.fail(error),
  );
}

/**
 * Calls a function in a context and tells how it ended, at once or when its promise settles. Result and error pass
 * through, and a rejection that nobody handles stays one.
 */
export function settle<Result>(
  active: Context,
  run: () => Result,
  succeed: () => void,
  fail: (error: unknown) => void,
): Result {
  let result: Result;
  try {
    result = context.with(active, run);
  } catch (error) {
    safely('ending a span', fail, error);
    throw error;
  }
  if (!isThenable(result)) {
    safely('ending a span', succeed);
    return result;
  }
  // `then` is called once only, and inside: some thenables (query builders) do their work in it.
  const promise = context.with(active, () => Promise.resolve(result));
  return promise.then(
    (value) => {
      safely('ending a span', succeed);
      return value;
    },
    (error: unknown) => {
      safely('ending a span', fail, error);
      throw error;
    },
  ) as Result;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  return safely('looking at a result', () => typeof (value as { then?: unknown }).then === 'function') === true;
}
