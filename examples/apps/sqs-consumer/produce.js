import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { QueueUrl, sqs } from './queue.js';

const order = { id: process.argv[2] ?? 'A-1', item: 'teapot' };
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order) }));
console.log(`sent ${order.id}`);
