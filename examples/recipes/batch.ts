import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteMessageBatchCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { processBatch, wrapBatchHandler } from 'opentelemetry-instrumentation-sqs';

export async function batch(messages: Message[], handle: (message: Message) => Promise<void>): Promise<void> {
  // #region each
  await processBatch(messages, (message) => handle(message));
  // #endregion
}

export function bulkWriter(sqs: SQSClient, db: DynamoDBClient, QueueUrl: string, TableName: string) {
  // #region bulk
  const writeAll = wrapBatchHandler(async (messages: Message[]) => {
    const puts = messages.map(({ MessageId = '', Body = '' }) => ({
      PutRequest: { Item: { id: { S: MessageId }, order: { S: Body } } },
    }));
    const { UnprocessedItems } = await db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    const left = UnprocessedItems?.[TableName]?.map(({ PutRequest }) => PutRequest?.Item?.['id']?.S) ?? [];
    const written = messages.filter(({ MessageId }) => !left.includes(MessageId));
    const Entries = written.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  });
  // #endregion
  return writeAll;
}
