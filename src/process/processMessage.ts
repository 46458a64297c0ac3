import { carryOver } from './carryOver';
import { claimedSpan } from './claims';
import type { ProcessOptions } from './processOptions';
import type { ProcessSpan } from './processSpan';
import { settle } from './settle';
import { startProcessSpan } from './startProcessSpan';

/**
 * Runs a handler inside the process span of its message: everything it does, across any `await`, hangs below
 * `process <queue>`, which is tied to the message's producer.
 *
 * The result is the handler's, and so is what it throws: the same object. Synchronous handlers stay synchronous, a
 * promise that can be cancelled stays one, and a thenable that is no promise does its work when you await it. A message
 * that has its process span already, from a layer further out, does not get another.
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
 * passed on, and the handler keeps its name, members and metadata.
 * @example
 * Consumer.create({ queueUrl, sqs, handleMessage: wrapMessageHandler(async (message) => handle(message)) });
 */
export function wrapMessageHandler<Message, Rest extends unknown[], Result>(
  handler: (message: Message, ...rest: Rest) => Result,
  options: ProcessOptions = {},
): (message: Message, ...rest: Rest) => Result {
  const wrapper = function (this: unknown, message: Message, ...rest: Rest): Result {
    return runClaimed(message, options, () => Reflect.apply(handler, this, [message, ...rest]));
  };
  return carryOver(wrapper, handler);
}

/** Runs a handler in its message's process span: the one there is, or a new one. */
function runClaimed<Result>(message: unknown, options: ProcessOptions, handler: () => Result): Result {
  // amqplib's word for a cancelled consumer.
  if (message === null) return handler();
  const claimed = claimedSpan(message);
  if (claimed?.entered === true && !claimed.idle) return handler();
  const span = claimed ?? startProcessSpan(message, options);
  return span === undefined ? handler() : runInside(span, handler);
}

/** Runs a handler in a span's context, and closes the span when the handler is done. */
function runInside<Result>(span: ProcessSpan, handler: () => Result): Result {
  span.enter();
  return settle(
    span.context,
    handler,
    () => span.succeed(),
    (error) => span.fail(error),
  );
}
