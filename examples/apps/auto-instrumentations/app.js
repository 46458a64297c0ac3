const { once } = require('node:events');
const { createServer } = require('node:http');
const {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} = require('@aws-sdk/client-sqs');
const { processMessage } = require('opentelemetry-instrumentation-sqs');

// Undefined on AWS. The queue URLs of an emulator would go before the variable alone.
const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL });

/** POST /orders puts an order into the queue, GET /prices tells what it costs. */
async function answer(QueueUrl, request, response) {
  if (request.url === '/prices') {
    response.end('19.90');
  } else {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'teapot' }));
    response.writeHead(202).end();
  }
}

async function openShop(QueueUrl) {
  const server = createServer((request, response) => void answer(QueueUrl, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

async function main() {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
  const { server, url } = await openShop(QueueUrl);

  const response = await fetch(`${url}/orders`, { method: 'POST' });
  await response.text();
  console.log(`ordered: ${response.status}`);

  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  for (const message of Messages) {
    await processMessage(message, async ({ Body, ReceiptHandle }) => {
      const price = await fetch(`${url}/prices`);
      console.log(`processed: ${Body} for ${await price.text()}`);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    });
  }
  server.close();
}

void main();
