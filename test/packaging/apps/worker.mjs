import telemetry from './telemetry.cjs';
import { DeleteMessageCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { processMessage } from 'opentelemetry-instrumentation-sqs';
import queue from './queue.cjs';

const { QueueUrl, config, message } = queue;
const sqs = new SQSClient(config);
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
await processMessage(message, () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'receipt' })));
console.log(JSON.stringify(telemetry.spanNames()));
