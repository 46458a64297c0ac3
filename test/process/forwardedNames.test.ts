import assert from 'node:assert/strict';
import { forwardMessage } from '../../src';
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
});
