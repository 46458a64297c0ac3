import assert from 'node:assert/strict';
import { putContext } from '../../../src/propagation/brokers/outgoing';
import { TRACEPARENT } from '../../process/consumerWorld';
import { startTracing } from '../../support/tracing';
import { useWorld } from '../../support/useWorld';

const FIELDS = { traceparent: TRACEPARENT };
const bytes = (text: string): Buffer => Buffer.from(text);

describe('what a sender is given has the context', () => {
  useWorld(startTracing);
  const put = (carrier: object): object | undefined => putContext(carrier, FIELDS);

  describe('in the form of the headers that are there:', () => {
    for (const [form, given, others] of [
      ['a Map of text', new Map([['tenant', 'blue']]), [['tenant', 'blue']]],
      ['a Map with nothing in it', new Map(), []],
      [
        'a Map of text and bytes',
        new Map<unknown, unknown>([
          [bytes('a'), 1],
          ['b', 2],
        ]),
        [
          [bytes('a'), 1],
          ['b', 2],
        ],
      ],
    ] as const) {
      it(form, () => {
        assert.deepEqual([...(put(given) as Map<unknown, unknown>)], [...others, ['traceparent', TRACEPARENT]]);
      });
    }

    it('a Map of bytes alone', () => {
      const given = new Map([[bytes('tenant'), bytes('blue')]]);
      const made = [...(put(given) as typeof given)];
      assert.deepEqual(made, [
        [bytes('tenant'), bytes('blue')],
        [bytes('traceparent'), bytes(TRACEPARENT)],
      ]);
    });

    for (const [form, given, others] of [
      ['text', [['tenant', 'blue']], [['tenant', 'blue']]],
      ['bytes', [[bytes('tenant'), bytes('blue')]], [[bytes('tenant'), bytes('blue')]]],
      ['lists', [['tenant', ['a', 'b']]], [['tenant', ['a', 'b']]]],
      ['a former context', [['traceparent', 'stale']], []],
      ['a former context in bytes', [[bytes('traceparent'), bytes('stale')]], []],
    ] as const) {
      it(`a list of pairs of ${form}`, () => {
        assert.deepEqual(put(given), [...others, ['traceparent', TRACEPARENT]]);
      });
    }

    it('a list that has none yet', () => {
      assert.deepEqual(put({ value: 'v', headers: [] }), { value: 'v', headers: [FIELDS] });
    });
  });

  describe('and is left alone where it is no list of headers:', () => {
    for (const [what, given] of [
      ['three parts', [['tenant', 'blue', 'x']]],
      ['a name that is a number', [[7, 'blue']]],
      ['an object for a value', [['tenant', {}]]],
      ['an object among values', [['tenant', ['a', {}]]]],
      ['one part', [['tenant', 'blue'], ['c']]],
      ['two members', [{ tenant: 'blue' }, { a: '1', b: '2' }]],
      ['no member', [{}]],
      ['nothing but values', [{ value: 'a' }]],
      ['an object for the value of a member', [{ tenant: { nested: true } }]],
    ] as const) {
      it(what, () => {
        assert.equal(put(given), undefined);
        for (const place of [{ value: 'v' }, { routingKey: 'a' }]) {
          assert.equal(put({ ...place, headers: given }), undefined, JSON.stringify(place));
        }
      });
    }
  });

  describe('where the client looks for it:', () => {
    for (const [what, given, more] of [
      ['a message of bytes without a topic, as of kafkajs', { value: bytes('v') }, { headers: FIELDS }],
      ['a record of text', { topic: 'orders', value: 'v' }, { headers: FIELDS }],
      ['a record of text with a key in bytes', { topic: 'orders', key: bytes('k'), value: 'v' }, { headers: FIELDS }],
      ['headers with a topic and a key, and no value', { topic: 'orders', key: bytes('k') }, FIELDS],
      ['a message with a body and headers', { body: 'b', headers: { a: '1' } }, { headers: { a: '1', ...FIELDS } }],
      ['headers that are numbers', { retries: 3 }, FIELDS],
      ['headers that are called as options, and are text', { priority: 'high' }, FIELDS],
      ['options that are numbers', { priority: 3 }, { headers: FIELDS }],
      ['headers with lists', { list: ['a', bytes('b')] }, FIELDS],
      [
        'options of a job with no metadata in them',
        { attempts: 3, telemetry: { metadata: '' } },
        { telemetry: { metadata: JSON.stringify(FIELDS) } },
      ],
    ] as const) {
      it(what, () => assert.deepEqual(put(given), { ...given, ...more }));
    }

    it('headers without a prototype', () => {
      const given = Object.assign(Object.create(null) as object, { tenant: 'blue' });
      assert.deepEqual({ ...put(given) }, { tenant: 'blue', ...FIELDS });
    });

    it('an entry of SQS is no message of AMQP, whatever else it has', () => {
      assert.equal(Object.hasOwn(put({ MessageBody: 'x', body: 'x' }) ?? {}, 'application_properties'), false);
    });
  });

  it('in both places where options and headers look the same, and there alone', () => {
    for (const given of [{}, { type: 'order' }]) {
      const made = put(given) as { headers?: object };
      assert.deepEqual(made, { ...given, ...FIELDS });
      assert.deepEqual(made.headers, FIELDS);
      made.headers = {};
      assert.deepEqual(made.headers, {}, 'others may set it');
    }
    for (const given of [{ tenant: 'blue' }, { tenant: 'blue', type: 'order' }]) {
      assert.equal(Object.hasOwn(put(given) ?? {}, 'headers'), false);
    }
  });

  it("not in what is nobody's", () => {
    class Sent {
      constructor(
        readonly data: unknown,
        readonly options: unknown,
      ) {}
    }
    for (const given of [
      Object.assign(() => 1, { value: 'x' }),
      new Sent('x', 'options'),
      new Sent('x', []),
      { data: 1, opts: {} },
      { when: new Date(0) },
      { list: ['a', {}] },
    ]) {
      assert.equal(put(given), undefined);
    }
  });

  it('not in the place of telemetry that is not JSON text', () => {
    const opts = { attempts: 3, telemetry: { metadata: { toString: () => '{}' } } };
    assert.equal(put(opts), opts);
  });
});
