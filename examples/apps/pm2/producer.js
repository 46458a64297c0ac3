const { SendMessageCommand } = require('@aws-sdk/client-sqs');
const { openQueue, sqs } = require('./queue.js');

async function main() {
  const QueueUrl = await openQueue();
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ id: 'A-1', item: 'teapot' }) }));
  console.log('sent A-1');
}

void main();
