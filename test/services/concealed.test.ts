import assert from 'node:assert/strict';
import { Concealment } from '../../src/services/concealment';
import { concealLeaves } from '../../src/services/leaves';
import { serviceOf } from '../../src/services';
import { Described } from './describe';

const shown = (call: string, message: string, input: object): string => {
  const [service = '', operation = ''] = call.split('.');
  return new Described(serviceOf(service), operation).shown(message, input);
};

describe('what an error about a request may show', () => {
  for (const [call, input, message, expected] of [
    ['SNS.Publish', { PhoneNumber: '+15550104711' }, 'no +1 (555) 010-4711', 'no **'],
    ['SNS.PublishBatch', { PhoneNumber: '+15550104711' }, 'no 1-555-010-4711', 'no **'],
    ['SNS.OptInPhoneNumber', { phoneNumber: '+15550104711' }, 'no 1-555-010-4711', 'no **'],
    ['SNS.Subscribe', { Protocol: 'sms', Endpoint: '+15550104711' }, 'no 1-555-010-4711', 'no **'],
    ['SNS.Subscribe', { Protocol: 'https', Endpoint: 'https://x/4711' }, 'error 4711', 'error 4711'],
    ['SNS.Publish', { PhoneNumber: '112' }, 'no 1-1-2', 'no **'],
    ['SNS.Publish', { PhoneNumber: '+12' }, 'error 12', 'error 12'],
    ['SNS.Publish', { PhoneNumber: '' }, 'error', 'error'],
    ['SNS.Publish', { PhoneNumber: 4711, Message: 'canary' }, 'no canary at 4711', 'no ** at 4711'],
    ['SESv2.SendEmail', { Subject: 'canary' }, 'canary: Ada <ada@shop.example>', '**: Ada <**>'],
    ['SESv2.SendBulkEmail', {}, 'not verified: ada@shop.example', 'not verified: **'],
    ['SESv2.GetEmailIdentity', {}, 'not verified: ada@shop.example', 'not verified: **'],
    ['SSM.GetParameter', { Name: '/shop/key' }, 'no /shop/key', 'no **'],
    ['SSM.GetParameters', { Names: ['/shop/key', '/b'] }, 'no /shop/key, /b', 'no **, **'],
    ['SSM.GetParametersByPath', { Path: '/b', MaxResults: 11 }, '/b has no 11', '** has no 11'],
    ['SSM.PutParameter', { Name: 'ab', Value: 'canary' }, 'ab is canary', '** is **'],
    ['SSM.DeleteParameter', { Name: 'a' }, 'a parameter', 'a parameter'],
    ['SSM.DeleteParameter', { Name: '/shop/key' }, "near 'shop'", "near 'shop'"],
    ['SSM.DeleteParameters', { Names: ['/shop/key'] }, "near 'shop'", "near 'shop'"],
    ['BedrockRuntime.InvokeModel', { body: '{"prompt":"a \\"can\\" ary"}' }, `near 'can" ary'`, `near '**'`],
    ['SSM.DeleteParameters', { Names: ['/shop/key', 4711] }, '/shop/key or 4711', '** or 4711'],
  ] as const) {
    it(`${call} ${JSON.stringify(input)}: ${expected}`, () => assert.equal(shown(call, message, input), expected));
  }
});

describe('values below a value', () => {
  const leaves = (value: unknown, message: string): string => {
    const into = new Concealment(message);
    concealLeaves(value, into, { numbers: true, parts: false, minLength: 1 });
    return into.shown();
  };

  it('are found as deep as they are likely, and what is deeper shows nothing', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 'canary' : { a: nested(levels - 1) });
    assert.equal(leaves(nested(64), 'a canary'), 'a **');
    assert.equal(leaves(nested(65), 'a canary'), '**');
  });

  it('are bytes, however a list of them is printed', () => {
    const bytes = Buffer.from('canary');
    for (const separator of [',', ', '])
      assert.equal(leaves(bytes, `bad: ${bytes.join(separator)} end`), 'bad: ** end');
  });
});
