const express = require('express');
const { SendMessageCommand } = require('@aws-sdk/client-sqs');
const { openQueue, sqs } = require('./queue.js');

async function main() {
  const QueueUrl = await openQueue();
  const app = express();
  app.use(express.json());

  app.post('/orders', async (request, response) => {
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(request.body) }),
    );
    response.status(202).json({ order: request.body.id, messageId: MessageId });
  });

  const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
    if (error !== undefined) throw error;
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close());
}

void main();
