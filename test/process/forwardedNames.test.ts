import assert from 'node:assert/strict';
import { forwardMessage } from '../../src';
import { kafkaMessage, rabbitMessage } from './brokers/messages';
import { message } from './consumerWorld';

describe('a forwarded message', () => {
  it('keeps an attribute of any name', async () => {
    const named = '{ "__proto__": { "DataType": "String", "StringValue": "x" } }';
    const inputs: { MessageAttributes: object }[] = [];
    const client = { send: async ({ input }: { input: { MessageAttributes: object } }) => void inputs.push(input) };
    await forwardMessage(client, message({ MessageAttributes: JSON.parse(named) as object }), {
      queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead',
    });
    const [input] = inputs;
    const { value } = Object.getOwnPropertyDescriptor(input?.MessageAttributes, '__proto__') ?? {};
    assert.deepEqual(value, { DataType: 'String', StringValue: 'x' });
  });

  it('keeps a header of any name, from Kafka and RabbitMQ to SQS', async () => {
    const headers = (): object => JSON.parse('{ "__proto__": "x", "constructor": "y" }') as object;
    for (const received of [kafkaMessage({ headers: headers() }), rabbitMessage({ headers: headers() })]) {
      const inputs: { MessageAttributes: object }[] = [];
      const client = { send: async ({ input }: { input: { MessageAttributes: object } }) => void inputs.push(input) };
      await forwardMessage(client, received, {
        queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead',
        lossy: true,
      });
      const [input] = inputs;
      for (const [name, text] of Object.entries(headers())) {
        const { value } = Object.getOwnPropertyDescriptor(input?.MessageAttributes, name) ?? {};
        assert.deepEqual(value, { DataType: 'String', StringValue: text });
      }
    }
  });
});
