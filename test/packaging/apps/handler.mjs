import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { wrapSqsHandler } from 'opentelemetry-instrumentation-sqs';
import queue from './queue.cjs';

const sqs = new SQSClient(queue.config);

export const handler = wrapSqsHandler(async ({ Records }) => {
  const { QueueUrl } = queue;
  for (const { body } of Records) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  return { batchItemFailures: [] };
});
