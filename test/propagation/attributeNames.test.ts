import assert from 'node:assert/strict';
import { isAttributeName, isSendable, sendable } from '../../src/propagation/attributeNames';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
describe('what SQS takes for a message attribute', () => {
  const GOOD = ['traceparent', 'x-b3-traceid', 'a', 'A.b_c-9', 'x'.repeat(256), 'awsome', 'my.aws.name'];
  const BAD = ['', 'a b', 'ä', 'x'.repeat(257), '.a', 'a.', 'a..b', 'AWS.a', 'aws.a', 'Amazon.a', 'a:b'];
  const NONE = [undefined, null, 7, Symbol('a')];

  const look = (): void => {
    for (const name of GOOD) assert.equal(isAttributeName(name), true, name);
    for (const name of [...BAD, ...NONE]) assert.equal(isAttributeName(name), false, String(name));
  };

  it('is a name of its letters', look);

  it('is the same name again, however many others there were', () => {
    look();
    for (let index = 0; index < 250; index += 1) {
      assert.equal(isAttributeName(`field-${index}`), true);
      assert.equal(isAttributeName(`field ${index}`), false);
    }
    look();
  });

  it('is text that is not empty, of the characters of XML', () => {
    for (const text of ['00-1-2-01', 'ü✓😀', '\t\n\r']) assert.equal(isSendable('a', text), true, text);
    for (const text of ['', '\u0000', 'a\u001f', '\ud800', '\ufffe', 7, undefined, ['a']]) {
      assert.equal(isSendable('a', text), false, String(text));
    }
    assert.equal(isSendable('a b', 'x'), false);
    assert.equal(sendable('a\u0000b\ud800\ufffe😀'), 'a b  😀');
  });
});
