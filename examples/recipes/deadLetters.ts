import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { forwardMessage, processMessage } from 'opentelemetry-instrumentation-sqs';

export async function retryOrGiveUp(
  sqs: SQSClient,
  message: Message,
  handle: (message: Message) => Promise<void>,
  queues: { readonly retryUrl: string; readonly deadLetterUrl: string },
): Promise<void> {
  // #region retry-or-give-up
  await processMessage(message, async () => {
    try {
      await handle(message);
    } catch (error) {
      const tries = Number(message.MessageAttributes?.['x-retry-count']?.StringValue ?? 0);
      const next =
        tries < 3
          ? { queueUrl: queues.retryUrl, reason: 'retry' }
          : { queueUrl: queues.deadLetterUrl, reason: 'poison' };
      await forwardMessage(sqs, message, { ...next, error });
    }
  });
  // #endregion
}
