import { expect, test } from 'vitest';
import telemetry from './telemetry.cjs';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { instrumentClient, processMessage } from 'opentelemetry-instrumentation-sqs';
import queue from './queue.cjs';

const { QueueUrl, config, message } = queue;

test('clients are traced under Vitest, each once', async () => {
  for (const sqs of [new SQSClient(config), instrumentClient(new SQSClient(config))]) {
    const send = () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const { MessageId } = await processMessage({ ...message }, send);
    expect(MessageId).toBe('message-1');
  }
  expect(telemetry.spanNames()).toEqual(['SQS.SendMessage', 'process', 'SQS.SendMessage', 'process']);
});
