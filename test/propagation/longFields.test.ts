import assert from 'node:assert/strict';
import { headersGetter } from '../../src/propagation/brokers/headers';
import { messageAttributesGetter } from '../../src/propagation/messageCarrier';

const CONTEXT = '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const long = `${CONTEXT}-${'x'.repeat(100_000)}`;

describe('a field of a received message', () => {
  for (const [carrier, read] of [
    ['a message attribute', () => messageAttributesGetter.get({ traceparent: { StringValue: long } }, 'traceparent')],
    ['a header', () => headersGetter.get({ traceparent: long }, 'traceparent')],
    ['a header of bytes', () => headersGetter.get({ traceparent: Buffer.from(long) }, 'traceparent')],
    ['the last of several headers', () => headersGetter.get({ traceparent: [CONTEXT, long] }, 'traceparent')],
  ] as const) {
    it(`is read as far as it may tell a context: ${carrier}`, () => {
      const text = String(read());
      assert.ok(text.startsWith(CONTEXT), text.slice(0, 80));
      assert.ok(text.length < 1000, `${text.length} characters`);
    });
  }
});
