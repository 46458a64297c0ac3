import { deepEqual, equal, ok } from 'node:assert/strict';
import { readSpans } from '../src/otlp/traces';
import type { Span } from '../src/span';
import { EPOCH, idsOf, otlp, SHORT, span } from './spans';

const EPOCH_MILLIS = Number(EPOCH / 1_000_000n);

describe('reading OTLP', () => {
  it('reads what an exporter says of a span', () => {
    const story = {
      id: 't/a',
      parent: 't/root',
      name: 'send\norders',
      kind: 'producer',
      start: 1.25,
      end: 4,
      error: 'no such queue',
      attributes: { text: 'one', count: 2, share: 0.5 },
      links: [{ to: 'u/b', attributes: { reason: 'retry' } }],
      events: [{ name: 'tick', at: 2.000_123, attributes: { n: 1 } }],
    } as const;
    const { attributes, events, links, resource, ...read } = readOne(span(story));
    deepEqual(read, {
      ...idsOf('t/a'),
      parentId: idsOf('t/root').spanId,
      name: 'send orders',
      kind: 'producer',
      start: EPOCH_MILLIS + 1.25,
      end: EPOCH_MILLIS + 4,
      failed: true,
      message: 'no such queue',
      scope: 'tests',
    });
    deepEqual(Object.fromEntries(attributes), story.attributes);
    // A double keeps a quarter of a microsecond of such a time.
    deepEqual(
      events.map(({ name, at, attributes: said }) => [name, at.toFixed(3), [...said]]),
      [['tick', `${EPOCH_MILLIS + 2}.000`, [['n', 1]]]],
    );
    deepEqual(
      links.map((link) => [link.traceId, link.spanId, [...link.attributes]]),
      [[idsOf('u/b').traceId, idsOf('u/b').spanId, [['reason', 'retry']]]],
    );
    equal(resource.service, '(no service)');
  });

  it('reads a span that says nothing', () => {
    const { attributes, resource, ...read } = readOne({});
    deepEqual(read, {
      traceId: '',
      spanId: '',
      parentId: undefined,
      name: '(no name)',
      kind: 'internal',
      start: 0,
      end: undefined,
      failed: false,
      message: '',
      events: [],
      links: [],
      scope: 'tests',
    });
    equal(attributes.size + resource.attributes.size, 0);
  });

  for (const [what, nothing] of [
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['text', 'resourceSpans'],
    ['a list of nothing', [null, 5, [], {}]],
    ['members of other types', { resourceSpans: { length: 1 } }],
    [
      'resources without spans',
      { resourceSpans: [null, { scopeSpans: 1 }, { scopeSpans: [{}, { spans: [null, 3] }] }] },
    ],
  ] as const) {
    it(`finds no span in ${what}`, () => {
      deepEqual([...readSpans(nothing)], []);
    });
  }

  it('takes times of other types, of no time at all and of impossible ones for not known', () => {
    for (const time of [
      '',
      'soon',
      '-5',
      '1.5',
      '0',
      0,
      -1,
      0.5,
      Number.NaN,
      null,
      {},
      [],
      '9'.repeat(20),
      '9'.repeat(400),
    ]) {
      const odd = readOne({
        ...span(SHORT),
        startTimeUnixNano: time,
        endTimeUnixNano: time,
        events: [{ name: 'tick', timeUnixNano: time }],
      });
      deepEqual([odd.start, odd.end, odd.events[0]?.at], [0, undefined, 0], JSON.stringify(time));
    }
  });

  it('takes a number for a time, too, and no end before the start', () => {
    equal(readOne({ startTimeUnixNano: 5_000_000, endTimeUnixNano: 7_000_000 }).end, 7);
    equal(readOne({ startTimeUnixNano: 5_000_000, endTimeUnixNano: 4_000_000 }).end, 5);
  });

  it('takes a parent of zeros or of no digits for none, and digits of both cases for the same', () => {
    for (const parentSpanId of ['', '0000000000000000', null, 12]) equal(readOne({ parentSpanId }).parentId, undefined);
    equal(readOne({ spanId: 'ABCDEF0123456789' }).spanId, 'abcdef0123456789');
    equal(readOne({ spanId: 'No digits' }).spanId, 'No digits');
  });

  it('takes any other kind for internal, and any other status for one that did not fail', () => {
    for (const kind of [0, 6, -1, 1.5, '3', null]) equal(readOne({ kind }).kind, 'internal');
    for (const status of [null, 2, {}, { code: '2' }, { code: 1 }]) equal(readOne({ status }).failed, false);
  });

  for (const [what, value, expected] of [
    ['text', { stringValue: '' }, ''],
    ['a truth value', { boolValue: false }, false],
    ['a whole number', { intValue: '42' }, 42],
    ['a whole number beyond doubles', { intValue: '9007199254740993' }, '9007199254740993'],
    ['a number', { doubleValue: -0.5 }, -0.5],
    ['no number', { doubleValue: 'NaN' }, Number.NaN],
    ['infinity', { doubleValue: '-Infinity' }, -Infinity],
    ['bytes', { bytesValue: '/xA=' }, '/xA='],
    ['a list', { arrayValue: { values: [{ stringValue: 'a' }, {}, null, { intValue: 2 }] } }, 'a, , , 2'],
    ['an empty list', { arrayValue: {} }, ''],
    [
      'a map',
      { kvlistValue: { values: [{ key: 'a', value: { boolValue: true } }, { key: 'none' }] } },
      '{"a":true,"none":""}',
    ],
    ['nothing', {}, undefined],
    ['null', null, undefined],
    ['values of other types', { stringValue: 1, boolValue: 'yes', intValue: {}, arrayValue: 3 }, undefined],
  ] as const) {
    it(`reads an attribute that is ${what}`, () => {
      deepEqual(readOne({ attributes: [{ key: 'it', value }] }).attributes.get('it'), expected);
    });
  }

  it('leaves out attributes without a name or a value', () => {
    equal(readOne({ attributes: [null, {}, { key: 1, value: { intValue: 1 } }, { key: 'none' }] }).attributes.size, 0);
    equal(readOne({ attributes: { key: 'a' } }).attributes.size, 0);
  });

  it('reads values that are nested deeper than the stack down to where nobody reads on', () => {
    let value: object = { stringValue: 'deep' };
    for (let depth = 0; depth < 50_000; depth += 1) value = { arrayValue: { values: [value] } };
    ok(JSON.stringify(readOne({ attributes: [{ key: 'it', value }] }).attributes.get('it')).includes('…'));
  });
});

/** The only span of a request. */
function readOne(members: object): Span {
  const [only] = readSpans(otlp(members));
  ok(only);
  return only;
}
