import { processMessage, wrapSqsHandler } from '../../src';
import type { SqsEvent, SqsResponse } from './eventSource';
import { pause } from './pause';
import { step } from './step';

/** A Lambda function: `export const handler = wrapSqsHandler(...)` in a file of its own. */
export const refillStock = wrapSqsHandler(async (event: SqsEvent): Promise<SqsResponse> => {
  const batchItemFailures: SqsResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await processMessage(record, () => step('order refill', () => pause(11)));
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
});
