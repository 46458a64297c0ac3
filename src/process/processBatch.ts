import { messagesOfBatch } from '../propagation/brokers/kafkajs';
import { activeContext } from '../telemetry/activeContext';
import { safely } from '../telemetry/safely';
import { within } from '../telemetry/within';
import { carryOver } from './carryOver';
import { noteMessages, openBatch } from './openBatch';
import { processMessage } from './processMessage';
import type { ProcessOptions } from './processOptions';
import { settle } from './settle';
import { startBatchSpan } from './startBatchSpan';
import { membersOf } from '../values';

export interface ProcessBatchOptions extends ProcessOptions {
  /**
   * One message after the other, up to the first that fails, as a FIFO queue needs it. Default `false`: all at once,
   * each to its end.
   */
  readonly sequential?: boolean | undefined;
}

/**
 * Runs a handler for each message of a batch, each inside its own process span, all below one span of the batch that
 * links to every producer and counts the failures.
 *
 * Gives a promise of the handlers' results, in the order of the messages. If handlers failed, all others still run to
 * their end, and then the first error is thrown: the same object. Delete each message inside of its handler, so that
 * those that succeeded are gone.
 * @example
 * await processBatch(Messages ?? [], async (message) => {
 *   await handle(message);
 *   await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
 * });
 */
export async function processBatch<Message, Result>(
  messages: readonly Message[],
  handler: (message: Message, index: number) => Result,
  options: ProcessBatchOptions = {},
): Promise<Awaited<Result>[]> {
  const batch = startBatchSpan(messages, options);
  const all = copyOfList(messages);
  const one = (index: number): Result => {
    const message = all[index] as Message;
    return processMessage(message, () => handler(message, index), options);
  };
  const run = membersOf(options)['sequential'] === true ? oneByOne : allAtOnce;
  if (batch !== undefined) noteMessages(batch, messages);
  const active = batch?.context ?? activeContext();
  const outcomes = await within(active, () => run(all.length, one));
  const failed = outcomes.filter(({ status }) => status === 'rejected').length;
  batch?.end(failed, all.length - outcomes.length);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** `allSettled` of what handlers gave: thrown at once or later, it is the same. */
function allAtOnce<Result>(
  count: number,
  one: (index: number) => Result,
): Promise<PromiseSettledResult<Awaited<Result>>[]> {
  return Promise.allSettled(Array.from({ length: count }, async (_, index) => one(index)));
}

/**
 * Handlers may take what is done out of the list, and it would be another one for those that come later. A list that throws
 * when it is read stays itself: each message is read in its turn.
 */
function copyOfList<Message>(messages: readonly Message[]): readonly Message[] {
  try {
    return Array.from(messages);
  } catch {
    return messages;
  }
}

async function oneByOne<Result>(
  count: number,
  one: (index: number) => Result,
): Promise<PromiseSettledResult<Awaited<Result>>[]> {
  const outcomes: PromiseSettledResult<Awaited<Result>>[] = [];
  for (let index = 0; index < count; index++) {
    try {
      outcomes.push({ status: 'fulfilled', value: await one(index) });
    } catch (reason) {
      outcomes.push({ status: 'rejected', reason });
      break;
    }
  }
  return outcomes;
}

/**
 * A handler of a batch -> the same handler with process spans: for `handleMessageBatch` of sqs-consumer, and anything
 * else that takes all messages at once; also in bundled code. The batch span is active inside; `processMessage` around
 * the work on one message makes that message's own span active.
 * @example
 * Consumer.create({ queueUrl, sqs, batchSize: 10, handleMessageBatch: wrapBatchHandler(handleAll) });
 * await consumer.run({ eachBatch: wrapBatchHandler(async ({ batch }) => handleAll(batch.messages)) });
 */
export function wrapBatchHandler<Messages, Rest extends unknown[], Result>(
  handler: (messages: Messages, ...rest: Rest) => Result,
  options: ProcessOptions = {},
): (messages: Messages, ...rest: Rest) => Result {
  const wrapper = function (this: unknown, messages: Messages, ...rest: Rest): Result {
    const listed = safely('looking at messages', listOf, messages);
    const batch = listed && openBatch(listed, options);
    if (batch === undefined) return Reflect.apply(handler, this, [messages, ...rest]);
    return settle(
      batch.context,
      () => Reflect.apply(handler, this, [messages, ...rest]),
      () => batch.end(),
      (error) => {
        batch.fail(error);
        batch.end();
      },
    );
  };
  return carryOver(wrapper, handler);
}

/** The messages of what a handler of a batch gets: kafkajs has them in a payload. */
function listOf(messages: unknown): readonly unknown[] | undefined {
  return Array.isArray(messages) ? messages : messagesOfBatch(messages);
}
