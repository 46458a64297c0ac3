import './telemetry.js';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { instrumentClient, processMessage, wrapSqsHandler } from 'opentelemetry-instrumentation-sqs';

// Undefined on AWS. The queue URLs of an emulator would go before the variable alone.
const sqs = instrumentClient(new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL }));

async function ship({ body }) {
  const { id } = JSON.parse(body);
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.SHIPPING_QUEUE_URL, MessageBody: JSON.stringify({ ship: id }) }),
  );
}

export const handler = wrapSqsHandler(async ({ Records }) => {
  const batchItemFailures = [];
  for (const record of Records) {
    try {
      await processMessage(record, ship);
    } catch (error) {
      console.error(`${record.messageId} goes back to the queue:`, error);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
});
