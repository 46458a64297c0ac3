'use strict';
const { spanNames } = require('./telemetry.cjs');
const { DeleteMessageCommand, SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const { processMessage } = require('opentelemetry-instrumentation-sqs');
const { QueueUrl, config, message } = require('./queue.cjs');

void (async () => {
  const sqs = new SQSClient(config);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  await processMessage(message, () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'receipt' })));
  console.log(JSON.stringify(spanNames()));
})();
