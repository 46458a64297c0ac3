import { processMessage, wrapSqsHandler } from '../../src';

async function handle({ body }: { readonly body: string }): Promise<void> {
  JSON.parse(body);
}

// #region lambda
export const handler = wrapSqsHandler(async (event: { Records: { messageId: string; body: string }[] }) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      await processMessage(record, handle);
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
});
// #endregion
