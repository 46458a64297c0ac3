import { context } from '@opentelemetry/api';
import { processInstrumenter } from '../instrumenter/active';
import { safely } from '../instrumenter/safely';
import { type ProcessOptions, ProcessSpan } from './processSpan';

/**
 * Runs a handler inside the process span of its message: everything it does, across any `await`, hangs below
 * `process <queue>`, which is tied to the message's producer.
 *
 * The result is the handler's, and so is what it throws: the same object. Synchronous handlers stay synchronous.
 * @param message an SQS `Message` or a Lambda `SQSRecord`
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
  const instrumenter = processInstrumenter();
  const span = instrumenter && safely('starting a process span', ProcessSpan.start, instrumenter, message, options);
  return span === undefined ? handler(message) : runInside(span, () => handler(message));
}

/** Runs a handler in a span's context, and ends the span when the handler is done. */
export function runInside<Result>(span: ProcessSpan, handler: () => Result): Result {
  let result: Result;
  try {
    result = context.with(span.context, handler);
  } catch (error) {
    span.fail(error);
    throw error;
  }
  if (!isThenable(result)) {
    span.succeed();
    return result;
  }
  // `then` is called once only: some thenables (query builders) do their work in it.
  return Promise.resolve(result).then(
    (value) => {
      span.succeed();
      return value;
    },
    (error: unknown) => {
      span.fail(error);
      throw error;
    },
  ) as Result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
