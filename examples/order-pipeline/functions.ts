import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { processMessage } from '../../src';
import { type Order, post } from './api';
import { BUCKET, type Cloud, TABLE } from './cloud';
import type { LambdaHandler, SqsRecord } from './lambda';

// #region function
/** Makes a Lambda function from the work on one record. Records that fail are reported and delivered again. */
function functionOf(work: (order: Order) => Promise<unknown>): LambdaHandler {
  return async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of Records) {
      try {
        await processMessage(record, () => work(orderOf(record)));
      } catch {
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
}
// #endregion

/** EventBridge has the order in its `detail`, SNS in its `Message`. */
function orderOf({ body }: SqsRecord): Order {
  const envelope = JSON.parse(body) as { detail: Order } | { Message: string };
  return 'detail' in envelope ? envelope.detail : (JSON.parse(envelope.Message) as Order);
}

export function functionsOf({ s3, db }: Cloud, notificationUrl: string) {
  return {
    files: functionOf(({ id, article }) =>
      s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${id}.txt`, Body: `1 x ${article}` })),
    ),
    validations: functionOf(({ id, article }) =>
      db.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id }, article: { S: article } } })),
    ),
    notices: functionOf(({ id }) => post(notificationUrl, { text: `order ${id} is on its way` })),
  };
}
