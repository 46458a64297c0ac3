import { Consumer } from 'sqs-consumer';
import { QueueUrl, sqs } from './queue.js';

const consumer = Consumer.create({
  queueUrl: QueueUrl,
  sqs,
  handleMessage: async (message) => {
    const order = JSON.parse(message.Body);
    console.log(`processed ${order.id}`);
    return message;
  },
});
consumer.on('error', (error) => {
  // stop() cuts the poll short.
  if (consumer.status.isRunning) console.error(error);
});
consumer.on('processing_error', (error) => console.error(error));
consumer.on('stopped', () => console.log('stopped'));
consumer.start();
console.log('waiting for orders');

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => consumer.stop({ abort: true }));
