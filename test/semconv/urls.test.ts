import assert from 'node:assert/strict';
import { shownName, shownText, withoutCredentials } from '../../src/semconv/urls';

describe('a URL that is shown', () => {
  for (const [given, shown] of [
    [
      'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
      'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
    ],
    ['https://user:secret@host:4318/v1', 'https://***@host:4318/v1'],
    ['https://user:se/cr@et@host/v1', 'https://***@host/v1'],
    ['https://secret@host', 'https://***@host'],
    ['https://user:se?cret@host/v1?a=secret', 'https://***@host/v1?a=***'],
    ['https://user:se#cret@host/v1', 'https://***@host/v1'],
    ['https:/user:secret@host', 'https:/***@host'],
    ['//user:secret@host', '//***@host'],
    ['user:secret@host:4317', '***@host:4317'],
    ['https//user:secret@host', '***@host'],
    ['https://host/v1?token=secret&key=secret', 'https://host/v1?token=***&key=***'],
    ['https://host/v1?secret', 'https://host/v1?***'],
    ['https://host/v1;token=secret/traces', 'https://host/v1;token=***/traces'],
    ['https://host/v1#token=secret', 'https://host/v1#token=***'],
    [
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=secret%2F1&X-Amz-Signature=secret',
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=***&X-Amz-Signature=***',
    ],
    ['https://host/v1?to=me@secret', 'https://host/v1?to=***'],
    ['', ''],
    ['orders', 'orders'],
  ] as const) {
    it(given || 'an empty one', () => assert.equal(withoutCredentials(given), shown));
  }

  it('in a text, also where it is cut', () => {
    assert.equal(
      shownText('a https://u:secret@host, b (postgres://u:secret@db/x)', 100),
      'a https://***@host, b (postgres://***@db/x)',
    );
    assert.equal(shownText(`https://user:secret@host/${'p'.repeat(10_000)}`, 16), 'https://***@host');
    assert.equal(shownText('no url: me@example.com', 100), 'no url: me@example.com');
  });

  it('as a name, which is that URL but for its credentials', () => {
    assert.equal(shownName('https://user:se@cret@host/a?page=1', 100), 'https://***@host/a?page=1');
    assert.equal(shownName('https://host/@scope/name?to=me@host', 100), 'https://host/@scope/name?to=me@host');
    assert.equal(shownName(`https://${'s'.repeat(2000)}@host`, 12), 'https://***@');
  });
});
