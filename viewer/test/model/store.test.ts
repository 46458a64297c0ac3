import { deepEqual, equal, ok } from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createModel } from '../../src/model';
import type { Story } from '../../src/model/source';
import { idsOf, otlp, SHORT, span } from '../spans';
import { exportOf, modelOf, onlyRow, rowsOf, sqs, storyOf } from './telling';

const numbered = (nth: number) => exportOf('shop', { ...SHORT, id: `t${nth}/a`, start: nth, end: nth + 1 });

describe('what is kept', () => {
  it('is the newest, trace by trace, and what had to go is counted', async () => {
    const model = modelOf(
      Array.from({ length: 25 }, (_, nth) => numbered(nth)),
      { maxSpans: 10 },
    );
    deepEqual(model.kept(), { spans: 10, traces: 10, droppedSpans: 15, droppedTraces: 15, messages: 0, rows: 10 });
    equal((await rowsOf(model)).length, 10);
    // A trace that goes on is new.
    model.add(exportOf('shop', { ...SHORT, id: 't15/b', parent: 't15/a' }));
    model.add(numbered(30));
    const ids = (await rowsOf(model)).map(({ sentAt }) => sentAt);
    equal(model.kept().spans, 10);
    equal(ids.length, 9);
  });

  it('is bounded in bytes, too', () => {
    const large = (nth: number) =>
      exportOf('shop', {
        ...SHORT,
        id: `t${nth}/a`,
        attributes: Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`key${at}`, `${nth} `.repeat(2000)])),
      });
    const model = createModel({ maxBytes: 5 * 2 ** 20 });
    for (let nth = 0; nth < 100; nth += 1) model.add(large(nth));
    const { spans, droppedSpans } = model.kept();
    ok(spans > 5 && spans < 30, String(spans));
    equal(spans + droppedSpans, 100);
  });

  it('holds nothing but what is kept of a long text', () => {
    const text = (what: string, nth: number) => `${what}${nth}`.padEnd(2 ** 20, '.');
    const long = (nth: number) => {
      const attributes = { text: text('a', nth), [text('k', nth)]: 1 };
      const link = { to: { traceId: text('t', nth), spanId: 'b' }, attributes };
      const events = [{ name: text('e', nth), at: 0, attributes }];
      const said = { ...SHORT, id: `t${nth}/a` as const, error: text('m', nth), attributes, links: [link], events };
      return exportOf(text('s', nth), said);
    };
    const model = createModel();
    // An exporter's texts come out of JSON: each one by itself.
    const add = (nth: number) => model.add(JSON.parse(JSON.stringify(long(nth))));
    add(0);
    // What the engine remembers of the last one is there already.
    const before = heapUsed();
    for (let nth = 1; nth <= 10; nth += 1) add(nth);
    const held = heapUsed() - before;
    equal(model.kept().spans, 11);
    ok(held < 5 * 2 ** 20, `${held} bytes`);
  });

  it('is less of a text whose characters are wide', () => {
    const kept = (character: string): number => {
      const model = createModel({ maxBytes: 2 ** 20 });
      for (let nth = 0; nth < 300; nth += 1) {
        const text = character + String(nth).padEnd(4000, '.');
        model.add(exportOf('shop', { ...SHORT, id: `t${nth}/a`, attributes: { text } }));
      }
      return model.kept().spans;
    };
    const [narrow, wide] = [kept('e'), kept('漢')];
    ok(wide < narrow * 0.6, `${wide} of ${narrow}`);
  });

  it('is a part of a trace that is larger than all that can be kept', () => {
    const model = createModel({ maxSpans: 100 });
    model.add(numbered(1));
    model.add(exportOf('shop', ...Array.from({ length: 500 }, (_, nth) => ({ ...SHORT, id: `big/${nth}` as const }))));
    const { spans, traces, droppedSpans } = model.kept();
    deepEqual([spans, traces, droppedSpans], [51, 2, 450]);
  });

  it('counts a span once that an exporter sends again, and takes the end of one that was open', async () => {
    const open = exportOf('shop', { id: 't/a', name: 'work', start: 0 });
    const ended = exportOf('shop', { id: 't/a', name: 'work', start: 0, end: 5 });
    const model = modelOf([open, open, ended, ended, open]);
    deepEqual([model.kept().spans, model.kept().droppedSpans], [1, 0]);
    equal((await onlyRow(model)).took, 5);
  });

  it('is not a span without identifiers: the exporter hears of it', () => {
    const model = createModel();
    const good = span(SHORT);
    const rejected = model.add(
      otlp(
        good,
        { ...good, traceId: '0'.repeat(32) },
        { ...good, spanId: '' },
        { ...good, traceId: '<b>' },
        { ...good, spanId: 12 },
      ),
    );
    deepEqual(rejected, { spans: 4, reason: 'no valid trace and span id' });
    equal(model.kept().spans, 1);
  });

  it('forgets a message with its last span, and only then', async () => {
    const attributes = sqs('orders', 'process', 'm-1');
    const model = createModel({ maxSpans: 4 });
    model.add(
      exportOf('shop', { id: 'web/send', name: 'send orders', kind: 'producer', start: 0, end: 1, attributes }),
    );
    model.add(
      exportOf('worker', {
        id: 'w/p',
        name: 'process orders',
        kind: 'consumer',
        start: 5,
        end: 9,
        attributes,
        links: ['web/send'],
      }),
    );
    const { id } = await onlyRow(model);
    for (let nth = 0; nth < 3; nth += 1) model.add(numbered(nth));
    const left = await storyOf(model, id);
    deepEqual([left.row.sentBy, left.row.processedBy, left.traces.length], [undefined, ['worker'], 1]);
    for (let nth = 3; nth < 6; nth += 1) model.add(numbered(nth));
    equal(await model.source.message(id), undefined);
  });
});

describe('a message of spans that say very much', () => {
  const MUCH = Object.fromEntries(Array.from({ length: 250 }, (_, nth) => [`key ${nth}`, `"${nth}`.repeat(1500)]));
  const textOf = ({ traces }: Story) =>
    traces.flatMap(({ spans }) => spans.map(({ attributes }) => JSON.stringify(attributes)));

  it('fits into one page: what is left out is said, and it is not of the message itself', async () => {
    const below = Array.from({ length: 60 }, (_, nth) => ({
      ...SHORT,
      id: `t/${nth}` as const,
      parent: 't/process',
      attributes: MUCH,
    }));
    const own = {
      ...SHORT,
      kind: 'consumer',
      id: 't/process',
      attributes: { ...sqs('q', 'process', 'm'), ...MUCH },
    } as const;
    const model = modelOf([exportOf('shop', ...below, own)]);
    const story = await storyOf(model, (await onlyRow(model)).id);
    const texts = textOf(story);
    equal(texts.length, 61);
    ok(texts.join('').length < 60_000_000);
    const left = texts.filter((text) => text.includes('Left out'));
    ok(left.length > 0 && left.length < 60, String(left.length));
    ok(
      textOf({
        ...story,
        traces: story.traces.map((trace) => ({
          ...trace,
          spans: trace.spans.filter(({ key }) => key.endsWith(idsOf('t/process').spanId)),
        })),
      })
        .join('')
        .includes('key 249'),
    );
  });

  it('fits, too, if it is who made them that says much', async () => {
    const spans = Array.from({ length: 60 }, (_, nth) => span({ ...SHORT, id: `t/${nth}` }));
    const attributes = Object.entries(MUCH).map(([key, stringValue]) => ({ key, value: { stringValue } }));
    const model = modelOf([{ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] }]);
    const texts = textOf(await storyOf(model, (await onlyRow(model)).id));
    ok(texts.join('').length < 60_000_000);
  });
});

describe('a hostile span', () => {
  it('with 100,000 links and 100,000 attributes costs what a large one costs', async () => {
    const links = Array.from({ length: 100_000 }, (_, nth) => `u/${nth}`);
    const attributes = Object.fromEntries(links.map((name) => [name, name]));
    const model = modelOf([exportOf('shop', { ...SHORT, links, attributes, kind: 'consumer' })]);
    const [row] = await rowsOf(model);
    ok(row);
    const { traces } = await storyOf(model, row.id);
    const shown = traces[0]?.spans[0]?.attributes.flatMap(({ rows }) => rows) ?? [];
    ok(shown.length <= 260, String(shown.length));
  });

  it('with a megabyte of text is cut, and says so', async () => {
    const attributes = { 'messaging.message.id': 'x'.repeat(2 ** 20) };
    const model = modelOf([
      exportOf('s'.repeat(2 ** 20), { ...SHORT, name: 'n'.repeat(2 ** 20), error: 'e'.repeat(2 ** 20), attributes }),
    ]);
    const [row] = await rowsOf(model);
    const story = await storyOf(model, row?.id ?? '');
    ok(JSON.stringify(story).length < 40_000);
    ok(JSON.stringify(story).includes('(1048576 characters)'));
  });

  it('has a name and an identifier that an address can have', async () => {
    for (const text of ['\u6f22'.repeat(4000), 'half \uD83D', '\uDE00', '../?#&%']) {
      const attributes = { ...sqs(text, 'receive', text), 'messaging.consumer.group.name': text };
      const model = modelOf([exportOf(text, { ...SHORT, kind: 'consumer', attributes })]);
      const row = await onlyRow(model);
      // A server takes some 1,000 characters for a name, and 64 KiB for an address.
      ok([row.destination, ...row.processedBy].every((name) => name.length < 300));
      ok(encodeURIComponent(row.id).length < 60_000);
      equal((await storyOf(model, decodeURIComponent(encodeURIComponent(row.id)))).row.id, row.id);
      equal((await model.source.messages({ destination: row.destination }, { offset: 0, limit: 1 })).total, 1);
    }
  });

  it('with absurd times does not stretch what others are drawn on', async () => {
    const model = modelOf([numbered(1), numbered(2), numbered(3)]);
    for (const time of [1, 2 ** 63]) {
      const absurd = {
        ...span({ ...SHORT, id: `odd${time}/a` }),
        startTimeUnixNano: String(BigInt(time)),
        endTimeUnixNano: String(BigInt(time)),
      };
      model.add(otlp(absurd));
    }
    const { histogram, rows } = await model.source.messages({}, { offset: 0, limit: 10 });
    equal(rows.length, 5);
    ok(histogram.to - histogram.from < 1000);
    equal(
      histogram.counts.reduce((sum, count) => sum + count, 0),
      3,
    );
  });
});

/** After what nobody needs is gone. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
