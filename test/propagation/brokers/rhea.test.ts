import assert from 'node:assert/strict';
import { rhea } from '../../../src/propagation/brokers/rhea';

const BYTES = Buffer.from('größer');
/** https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-messaging-v1.0-os.html#type-data */
const DATA = 0x75;
const SEQUENCE = 0x76;

describe('a message of AMQP 1.0', () => {
  const receiver = { source: { address: 'queue' } };

  it('is known in an event by its delivery', () => {
    const message = { body: 'größer' };
    for (const delivery of [{ link: {} }, { settled: false }, { remote_settled: false }])
      assert.equal(rhea({ message, delivery, receiver })?.message, message, JSON.stringify(delivery));
    for (const delivery of [{ eta: 1 }, undefined])
      assert.equal(rhea({ message, delivery, receiver }), undefined, JSON.stringify(delivery));
    assert.equal(rhea({ message, delivery: { link: {} } }), undefined, 'without a receiver');
    assert.equal(rhea({ message: {}, delivery: { link: {} }, receiver }), undefined, 'without a body');
  });

  it('is known alone by any of its sections', () => {
    for (const section of ['application_properties', 'message_annotations', 'delivery_annotations']) {
      assert.ok(rhea({ body: 'x', [section]: {} }), section);
      assert.equal(rhea({ body: 'x', [section]: 'text' }), undefined, section);
      assert.equal(rhea({ [section]: {} }), undefined, section);
    }
  });

  it('is of a broker that it does not tell', () => {
    const read = rhea({ body: 'x', application_properties: { tenant: 'blue' } });
    assert.equal(read?.system, 'other');
    assert.equal(read.name, 'amqp');
    assert.deepEqual(read.headers, { tenant: 'blue' });
  });

  it('has gone where its sender has said, or where it was received', () => {
    const given = { delivery: { link: {} }, receiver };
    assert.equal(rhea({ ...given, message: { body: 'x', to: 'orders' } })?.destination, 'orders');
    assert.equal(rhea({ ...given, message: { body: 'x' } })?.destination, 'queue');
    assert.equal(rhea({ body: 'x', application_properties: {} })?.destination, undefined);
  });

  for (const [what, body, sent] of [
    ['text', 'größer', 'größer'],
    ['bytes', BYTES, BYTES],
    ['one section of bytes', { typecode: DATA, content: BYTES }, BYTES],
    ['several sections of bytes', { typecode: DATA, content: [BYTES, BYTES], multiple: true }, undefined],
    ['bytes that count as several sections', { typecode: DATA, content: BYTES, multiple: true }, undefined],
    ['a section of bytes that has none', { typecode: DATA, content: 'größer' }, undefined],
    ['a section of another type', { typecode: SEQUENCE, content: BYTES }, undefined],
    ['a value', { order: 7 }, undefined],
    ['nothing', null, undefined],
  ] as const) {
    it(`has the body that was sent, as far as that was bytes: ${what}`, () => {
      const read = rhea({ body, application_properties: {} });
      assert.deepEqual(read?.body(false), sent);
      assert.equal(read?.bodySize, sent === undefined ? undefined : 8);
    });
  }
});
