import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';

// Undefined on AWS. The queue URLs of an emulator would go before the variable alone.
export const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL });

// Gives the queue that is there, if one is.
export const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
