// #region app
import * as aws from '@aws-sdk/client-sqs';
import { processMessage } from 'opentelemetry-instrumentation-sqs';

// Calls go to the endpoint of the environment, not to the host in the queue's URL: for an SQS on your machine.
const sqs = new aws.SQSClient({ useQueueUrlAsEndpoint: false });
const { QueueUrl } = await sqs.send(new aws.CreateQueueCommand({ QueueName: 'orders' }));

await sqs.send(new aws.SendMessageCommand({ QueueUrl, MessageBody: 'a teapot' }));

const { Messages = [] } = await sqs.send(new aws.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
for (const message of Messages) {
  await processMessage(message, async ({ Body, ReceiptHandle }) => {
    console.log('got', Body);
    await sqs.send(new aws.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });
}
// #endregion
