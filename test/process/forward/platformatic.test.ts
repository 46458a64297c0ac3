import assert from 'node:assert/strict';
import { recordFor } from '../../../src/process/forward/publishers/platformatic';

const bytes = (text: string): Buffer => Buffer.from(text);
/** As those of the client for text, which make nothing of bytes. */
const ofText = (part: unknown): unknown => (typeof part === 'string' ? bytes(part) : undefined);
const ofJson = (part: unknown): Buffer => bytes(JSON.stringify(part));

describe('a record for a producer of @platformatic/kafka', () => {
  const producer = (serializers: object, name = 'plt.kafka.base.options'): object => ({
    [Symbol('another')]: { serializers: { key: ofJson, value: ofJson } },
    [Symbol(name)]: { serializers },
  });
  const record = (members: object = {}) => ({
    topic: 'dead',
    key: 'k' as unknown,
    value: 'v',
    headers: {},
    lossy: false,
    ...members,
  });

  it('is bytes, where it has no serializers', () => {
    for (const one of [{}, producer({}), producer({ value: ofText }, 'other options')]) {
      assert.deepEqual(recordFor(one, record({ headers: { tenant: 'blue', list: ['a', new Uint8Array([98])] } })), {
        topic: 'dead',
        key: bytes('k'),
        value: bytes('v'),
        headers: new Map([
          [bytes('tenant'), bytes('blue')],
          [bytes('list'), bytes('a')],
          [bytes('list'), bytes('b')],
        ]),
      });
    }
  });

  it('has nothing in the place of a part that there is not, whatever its serializers make of that', () => {
    for (const one of [{}, producer({ key: ofJson, value: ofJson })])
      for (const nothing of [null, undefined]) {
        const { key, value } = recordFor(one, record({ key: nothing, value: null }));
        assert.deepEqual([key, value], [undefined, undefined]);
      }
  });

  it('has each part in the form of which its serializer makes the right bytes', () => {
    const { key, value, headers } = recordFor(
      producer({ key: ofText, headerKey: ofText, headerValue: ofText }),
      record({ key: bytes('k'), headers: { tenant: bytes('blue') } }),
    );
    assert.deepEqual([key, value, headers], ['k', bytes('v'), new Map([['tenant', 'blue']])]);
    const others = recordFor(producer({ value: ofText, headerValue: 'none' }), record({ headers: { tenant: 'blue' } }));
    assert.deepEqual([others['value'], others['headers']], ['v', new Map([[bytes('tenant'), bytes('blue')]])]);
  });

  it('is not sent where a serializer makes other bytes, or names of text are the same', () => {
    for (const part of ['key', 'value', 'headerKey', 'headerValue'])
      assert.throws(
        () => recordFor(producer({ [part]: ofJson }), record({ headers: { a: 'b' } })),
        /other bytes/,
        part,
      );
    const twice = record({ headers: { tenant: ['blue', 'green'] } });
    assert.throws(() => recordFor(producer({ headerKey: ofText }), twice), /no two headers of one name/);
    assert.doesNotThrow(() => recordFor(producer({ headerValue: ofText }), twice));
  });

  it('has a part of another kind as it is', () => {
    for (const one of [{}, producer({ key: ofText })]) assert.equal(recordFor(one, record({ key: 7 }))['key'], 7);
  });
});
