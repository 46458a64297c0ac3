import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Attributes } from '@opentelemetry/api';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { type HtmlReportOptions, renderHtmlReport } from '../../src/waterfall/html/renderHtmlReport';
import type { ReportData, ReportSpan } from '../../src/waterfall/html/reportData';
import { BATCH_SPANS, ORDER_SPANS, POISON_SPANS } from './shop';
import { at, contextOf, linesOf, namesIn, SHORT, span } from './spans';

const SPANS = [...BATCH_SPANS, ...POISON_SPANS, ...ORDER_SPANS];
const DATA = /<script type="application\/json" id="data">([^]*?)<\/script>\n<script type="module">/;

describe('HTML report', () => {
  it('has the spans in the order of the console', () => {
    const onConsole = namesIn(linesOf(SPANS).join('\n')).map((name) => name.replace(/^[│├└─ ]+/u, ''));
    deepEqual(
      dataOf(SPANS).spans.map(({ name }) => name),
      onConsole,
    );
  });

  it('knows how deep each span is, and which of them are a trace', () => {
    const { spans, traces } = dataOf(ORDER_SPANS);
    deepEqual(
      spans.map(({ depth }) => depth),
      [0, 1, 2, 1, 0, 1, 1, 1],
    );
    deepEqual(
      traces.map(({ name, first, count, duration }) => ({ name, first, count, duration })),
      [
        { name: 'POST /orders', first: 0, count: 4, duration: '48.2 ms' },
        { name: 'process orders', first: 4, count: 4, duration: '81.5 ms' },
      ],
    );
  });

  it('draws a link to another trace once, along the way of the message', () => {
    // The delete below the process span links to the same send.
    deepEqual(dataOf(ORDER_SPANS).rails, [[3, 4]]);
    deepEqual(dataOf(POISON_SPANS).rails, [
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
  });

  it('leads from a link to its span and back', () => {
    const { spans } = dataOf(ORDER_SPANS);
    deepEqual(spans[3]?.continuations, [4]);
    deepEqual(
      spans[7]?.links.map(({ row }) => row),
      [3],
    );
  });

  it('says where a link leads that is not among the spans', () => {
    const { traceId, spanId } = contextOf('gone/1');
    const { spans } = dataOf([span({ ...SHORT, parent: 'gone/2', links: ['gone/1'] })]);
    deepEqual(spans[0]?.links, [{ traceId, spanId, attributes: [] }]);
    equal(spans[0]?.lostParent, contextOf('gone/2').spanId);
  });

  it('says why a span failed', () => {
    const [, , second] = dataOf(POISON_SPANS).spans;
    equal(second?.failure, 'ReceiptHandleIsInvalid: The receipt handle has expired');
    equal(second?.message, 'The receipt handle has expired');
  });

  it('takes what is not as it should be', () => {
    const events = [{ name: 'tick', time: [Number.NaN, 0] as [number, number] }];
    const odd = { ...span({ id: 't/open', name: 'open', start: 2, events }), kind: JSON.parse('42') };
    const { spans, epoch } = dataOf([span({ ...SHORT, id: 't/first' }), odd]);
    assertOpen(spans.find(({ name }) => name === 'open'));
    equal(epoch, 1_795_255_200_000);
    equal(dataOf([{ ...odd, startTime: [Number.NaN, 0] }]).epoch, 0);
  });

  it('keeps the times of events to the microsecond', () => {
    const { spans, epoch } = dataOf([span({ ...SHORT, events: [{ name: 'tick', time: at(0.123) }] })]);
    equal(epoch, 1_795_255_200_000);
    deepEqual(spans[0]?.events, [{ name: 'tick', at: 0.123, attributes: [] }]);
  });

  it('writes any value of an attribute as text', () => {
    const attributes = {
      z: Number.NaN,
      list: ['a', undefined, 2],
      yes: true,
      none: undefined,
      big: 10n,
      bad: { huge: 10n },
      odd: { a: 1 },
      run: () => 1,
    } as unknown as Attributes;
    deepEqual(dataOf([span({ ...SHORT, attributes })]).spans[0]?.attributes, [
      ['bad', '(not printable)'],
      ['big', '10'],
      ['list', 'a, , 2'],
      ['odd', '{"a":1}'],
      ['run', ''],
      ['yes', 'true'],
      ['z', 'NaN'],
    ]);
  });

  it('cannot be left by what a span says', () => {
    const text = '</script><!--<script>\u2028"\'&';
    const html = renderHtmlReport([span({ ...SHORT, name: text, attributes: { [text]: text } })], { title: text });
    equal(html.split('</script>').length, 3);
    doesNotMatch(html, /<!--/);
    match(html, /<title>&#60;\/script&#62;&#60;!--&#60;script&#62; &#34;&#39;&#38;<\/title>/);
    equal(dataIn(html).spans[0]?.attributes[0]?.[1], text);
  });

  it('takes what looks like a placeholder or a pattern in a title for text', () => {
    const html = renderHtmlReport([span(SHORT)], { title: '{{summary}} $& $1' });
    match(html, /<h1>\{\{summary\}\} \$&#38; \$1<\/h1>/);
    match(html, /<p id="summary">1 span · 1 trace<\/p>/);
  });

  it('allows its own script and style, and nothing else', () => {
    const html = renderHtmlReport(SPANS);
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
    const [, script = ''] = /<script type="module">([^]*?)<\/script>/.exec(html) ?? [];
    deepEqual(policy.split('; '), [
      "default-src 'none'",
      `script-src 'sha256-${sha256(script)}'`,
      `style-src 'sha256-${sha256(style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('refers to nothing outside of itself', () => {
    const html = renderHtmlReport([]);
    // The names of XML namespaces are not fetched.
    doesNotMatch(html.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|\bsrc=|\bhref=|@import|url\(/);
  });

  it('stands above the traces what they are about', () => {
    const [first] = dataOf(ORDER_SPANS).traces;
    ok(first);
    const labelled = dataOf(ORDER_SPANS, { labels: { [first.id]: 'the\norder' } }).traces;
    deepEqual(
      labelled.map(({ label }) => label),
      ['the order', undefined],
    );
  });

  it('takes a trace that is deeper than the stack', () => {
    const deep = Array.from({ length: 20_000 }, (_, index) =>
      span({ ...SHORT, id: `t/${index}`, ...(index > 0 ? { parent: `t/${index - 1}` } : {}) }),
    );
    equal(dataOf(deep).spans.at(-1)?.depth, 19_999);
  });
});

/** Its event has no time of its own, and is put where it starts. */
function assertOpen(open: ReportSpan | undefined): void {
  equal(open?.duration, 'open');
  ok(!('length' in open));
  equal(open.kind, 'internal');
  deepEqual(open.events, [{ name: 'tick', at: open.start, attributes: [] }]);
}

function dataOf(spans: readonly FinishedSpan[], options: HtmlReportOptions = {}): ReportData {
  return dataIn(renderHtmlReport(spans, options));
}

function dataIn(html: string): ReportData {
  return JSON.parse(DATA.exec(html)?.[1] ?? '') as ReportData;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
