const { DeleteMessageCommand, ReceiveMessageCommand } = require('@aws-sdk/client-sqs');
const { processMessage } = require('opentelemetry-instrumentation-sqs');
const { openQueue, sqs } = require('./queue.js');

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stopping.abort());

async function main() {
  const QueueUrl = await openQueue();
  console.log('waiting for orders');
  while (!stopping.signal.aborted) {
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await sqs.send(receive, { abortSignal: stopping.signal });
    for (const message of Messages) {
      await processMessage(message, async ({ Body, ReceiptHandle }) => {
        console.log(`processed ${JSON.parse(Body).id}`);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      });
    }
  }
}

main().catch((error) => {
  // A poll that is cut short is how this worker stops.
  if (!stopping.signal.aborted) throw error;
});
