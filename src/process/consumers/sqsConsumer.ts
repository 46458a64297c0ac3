import { activeBatch, openBatch } from '../openBatch';
import { claimedSpan } from '../claims';
import { activeContext } from '../../telemetry/activeContext';
import { safely } from '../../telemetry/safely';
import { settle } from '../settle';
import { startProcessSpan } from '../startProcessSpan';
import { isObject } from '../../values';

/**
 * The methods of bbc's sqs-consumer that hold a message's whole story, the deletes and visibility changes included, and
 * below them those that call the application's handler and tell how it ended: the others swallow its error.
 * @see https://github.com/bbc/sqs-consumer/blob/main/src/consumer.ts
 */
export const SQS_CONSUMER_METHODS = [
  'processMessage',
  'processMessageBatch',
  'executeHandler',
  'executeBatchHandler',
] as const;

type Method = (this: Consumer, ...args: unknown[]) => unknown;

/** Part of a consumer: what it polls. */
interface Consumer {
  readonly queueUrl?: string;
}

/** What goes around each method. */
export const sqsConsumerWrappers: Readonly<
  Record<(typeof SQS_CONSUMER_METHODS)[number], (original: Method) => Method>
> = {
  processMessage: (original) =>
    function (this: Consumer, ...args: unknown[]): unknown {
      const [message] = args;
      if (claimedSpan(message) !== undefined) return original.apply(this, args);
      const span = startProcessSpan(message, { queueUrl: this.queueUrl });
      if (span === undefined) return original.apply(this, args);
      span.entered = true;
      const end = (): void => span.end();
      return settle(span.context, () => original.apply(this, args), end, end);
    },

  processMessageBatch: (original) =>
    function (this: Consumer, ...args: unknown[]): unknown {
      const [messages] = args;
      const batch = Array.isArray(messages) ? openBatch(messages, { queueUrl: this.queueUrl }) : undefined;
      if (batch === undefined) return original.apply(this, args);
      const end = (): void => batch.end();
      return settle(batch.context, () => original.apply(this, args), end, end);
    },

  executeHandler: (original) =>
    function (this: Consumer, ...args: unknown[]): unknown {
      const span = claimedSpan(args[0]);
      if (span === undefined) return original.apply(this, args);
      return settle(
        activeContext(),
        () => original.apply(this, args),
        () => undefined,
        (error) => span.note(causeOf(error)),
      );
    },

  executeBatchHandler: (original) =>
    function (this: Consumer, ...args: unknown[]): unknown {
      const batch = activeBatch();
      if (batch === undefined) return original.apply(this, args);
      return settle(
        activeContext(),
        () => original.apply(this, args),
        () => undefined,
        (error) => batch.fail(causeOf(error)),
      );
    },
};

/** The library wraps what a handler throws; the application's own error tells more. */
function causeOf(error: unknown): unknown {
  const cause = safely('looking at an error', () => {
    const own = isObject(error) ? error['cause'] : undefined;
    return own instanceof Error ? own : undefined;
  });
  return cause ?? error;
}
