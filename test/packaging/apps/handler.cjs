'use strict';
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const { wrapSqsHandler } = require('opentelemetry-instrumentation-sqs');
const { QueueUrl, config } = require('./queue.cjs');

const sqs = new SQSClient(config);

exports.handler = wrapSqsHandler(async ({ Records }) => {
  for (const { body } of Records) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  return { batchItemFailures: [] };
});
