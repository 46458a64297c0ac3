/* global expect, test */
'use strict';
// Jest has a module loader of its own, which nobody can hook into: instrumentClient is the way here.
const { spanNames } = require('./telemetry.cjs');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const { instrumentClient, processMessage } = require('opentelemetry-instrumentation-sqs');
const { QueueUrl, config, message } = require('./queue.cjs');

test('a client is traced under Jest', async () => {
  const sqs = instrumentClient(new SQSClient(config));
  const send = () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const { MessageId } = await processMessage(message, send);
  expect(MessageId).toBe('message-1');
  expect(spanNames()).toEqual(['SQS.SendMessage', 'process']);
});
