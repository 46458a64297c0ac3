import { deepEqual, equal, ok } from 'node:assert/strict';
import { latestEndOf } from '../../src/model/kept';
import { createModel } from '../../src/model';
import { SpanStore } from '../../src/model/store';
import { readSpans } from '../../src/otlp/traces';
import { otlp, SHORT, span } from '../spans';
import { exportOf, modelOf, rowsOf, storyOf } from './telling';

const kafka = (topic: string, group: string, more: Readonly<Record<string, string | number>>) => ({
  'messaging.system': 'kafka',
  'messaging.operation.type': 'process',
  'messaging.destination.name': topic,
  'messaging.consumer.group.name': group,
  ...more,
});

describe('names that look like others when they stand together', () => {
  it('are those of each span, also with line breaks in them', () => {
    const spans = readSpans(
      otlp(
        span({ ...SHORT, id: 't/1', attributes: { 'a\nb': '1' } }),
        span({ ...SHORT, id: 't/2', attributes: { a: '1', b: '2' } }),
        span({ ...SHORT, id: 't/3', attributes: { 'a\nb': '1', c: '2' } }),
        span({ ...SHORT, id: 't/4', attributes: { a: '1', 'b\nc': '2' } }),
      ),
    );
    deepEqual(
      [...spans].map(({ attributes }) => [...attributes]),
      [
        [['a\nb', '1']],
        [
          ['a', '1'],
          ['b', '2'],
        ],
        [
          ['a\nb', '1'],
          ['c', '2'],
        ],
        [
          ['a', '1'],
          ['b\nc', '2'],
        ],
      ],
    );
  });

  for (const [what, more] of [
    ['ids', { 'messaging.message.id': '1' }],
    ['offsets', { 'messaging.kafka.offset': 1 }],
  ] as const) {
    it(`are messages of their own, by their ${what}`, async () => {
      const consumer = { ...SHORT, kind: 'consumer' } as const;
      for (const [one, other] of [
        [kafka('a:b', 'c', more), kafka('a', 'b:c', more)],
        [kafka('a', 'b\nc', more), kafka('a\nb', 'c', more)],
      ] as const) {
        const model = modelOf([
          exportOf('x', { ...consumer, id: 't/1', attributes: one }),
          exportOf('y', { ...consumer, id: 'u/1', attributes: other }),
        ]);
        deepEqual(
          (await rowsOf(model)).map(({ attempts }) => attempts),
          [1, 1],
        );
      }
    });
  }

  it('cost only their attribute where they are no names', () => {
    const values = [{ key: { toString: 1, valueOf: 1 }, value: { stringValue: 'lost' } }];
    const hostile = { ...span(SHORT), attributes: [{ key: 'map', value: { kvlistValue: { values } } }] };
    const model = createModel();
    equal(model.add(otlp(hostile, span({ ...SHORT, id: 't/good' }))).spans, 0);
    equal(model.kept().spans, 2);
  });
});

describe('what is large and said once', () => {
  it('counts: a resource for as long as a span of it is kept', () => {
    const model = createModel({ maxBytes: 5 * 2 ** 20 });
    for (let nth = 0; nth < 200; nth += 1) {
      const attributes = [{ key: 'process.command', value: { stringValue: `${nth} `.repeat(1500) } }];
      const [resourceSpans] = otlp(span({ ...SHORT, id: `t${nth}/a` })).resourceSpans;
      const many = Array.from({ length: 30 }, (_, at) => ({ ...attributes[0], key: `argument${at}` }));
      model.add({ resourceSpans: [{ ...resourceSpans, resource: { attributes: many } }] });
    }
    const { spans } = model.kept();
    ok(spans > 5 && spans < 100, String(spans));
    // A resource that went with its last span makes room again.
    for (let nth = 0; nth < 1000; nth += 1) model.add(exportOf('shop', { ...SHORT, id: `small${nth}/a` }));
    equal(model.kept().spans > 500, true);
  });

  it('counts: names of attributes that nobody else says', () => {
    const model = createModel({ maxBytes: 5 * 2 ** 20 });
    for (let nth = 0; nth < 300; nth += 1) {
      const names = Array.from({ length: 200 }, (_, at) => [`${nth}.${at}.${'n'.repeat(240)}`, 1] as const);
      model.add(exportOf('shop', { ...SHORT, id: `t${nth}/a`, attributes: Object.fromEntries(names) }));
    }
    ok(model.kept().spans < 120, String(model.kept().spans));
  });
});

describe('a message of many spans', () => {
  it('has an end, also with more spans than a call has arguments', () => {
    const store = new SpanStore({}, () => undefined);
    const stored = [...readSpans(otlp(span(SHORT)))].flatMap((each) => store.add(each) ?? []);
    const [first] = stored;
    ok(first !== undefined);
    equal(latestEndOf(Array.from({ length: 300_000 }, () => first)), first.span.end);
  });

  it('is told over as many traces as it has spans', async function () {
    this.timeout(60_000);
    const attributes = {
      'messaging.system': 'aws_sqs',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.message.id': 'same',
    };
    const model = createModel();
    const count = 30_000;
    for (let nth = 0; nth < count; nth += 1) {
      model.add(
        exportOf('worker', { ...SHORT, id: `t${nth}/a`, kind: 'consumer', start: nth, end: nth + 0.5, attributes }),
      );
    }
    const [row] = await rowsOf(model);
    equal(row?.attempts, count);
    const { hiddenSpans, waits } = await storyOf(model, row.id);
    deepEqual([hiddenSpans, waits.length], [count - 2000, count - 1]);
  });
});
