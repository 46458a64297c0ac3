// Before everything else.
import { sdk } from './telemetry.js';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { processMessage } from 'opentelemetry-instrumentation-sqs';

// Undefined on AWS. The queue URLs of an emulator would go before the variable alone.
const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL });
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));

const order = { id: 'A-1', item: 'teapot' };
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order) }));
console.log(`sent ${order.id}`);

const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
for (const message of Messages) {
  await processMessage(message, async ({ Body, ReceiptHandle }) => {
    console.log(`processed ${JSON.parse(Body).id}`);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });
}

await sdk.shutdown();
