import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type HtmlReportOptions, renderHtmlReport } from '../src';
import type { ReportData } from '../src/reportData';
import { BATCH_SPANS, NAMES, ORDER_SPANS, POISON_SPANS } from './shop';
import { idsOf, otlp, SHORT, span } from './spans';

const SPANS = [...BATCH_SPANS, ...POISON_SPANS, ...ORDER_SPANS];
const DATA = /<script type="application\/json" id="data">([^]*?)<\/script>\n<script type="module">/;

describe('the page of traces', () => {
  it('shows the way of each message from top to bottom, whatever the order of the spans', () => {
    for (const spans of [SPANS, SPANS.toReversed()]) {
      deepEqual(
        dataOf(spans).spans.map(({ name }) => name),
        NAMES,
      );
    }
  });

  it('puts several requests together', () => {
    const requests = SPANS.map((one) => otlp(one));
    deepEqual(dataIn(renderHtmlReport(requests)), dataOf(SPANS));
  });

  it('knows how deep each span is, and which of them are a trace', () => {
    const { spans, traces } = dataOf(ORDER_SPANS);
    deepEqual(
      spans.map(({ depth }) => depth),
      [0, 1, 2, 1, 0, 1, 1, 1],
    );
    deepEqual(
      traces.map(({ name, first, count, length }) => ({ name, first, count, length })),
      [
        { name: 'POST /orders', first: 0, count: 4, length: 48.2 },
        { name: 'process orders', first: 4, count: 4, length: 81.5 },
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
    const { traceId, spanId } = idsOf('gone/1');
    const { spans } = dataOf([span({ ...SHORT, parent: 'gone/2', links: ['gone/1'] })]);
    deepEqual(spans[0]?.links, [{ traceId, spanId, attributes: [] }]);
    equal(spans[0]?.lostParent, idsOf('gone/2').spanId);
  });

  it('says why a span failed', () => {
    const [, , second] = dataOf(POISON_SPANS).spans;
    equal(second?.failure, 'ReceiptHandleIsInvalid: The receipt handle has expired');
    equal(second?.message, 'The receipt handle has expired');
  });

  it('cannot be left by what a span says', () => {
    const text = '</script><!--<script>\u2028"\'&';
    const html = renderHtmlReport(otlp(span({ ...SHORT, name: text, attributes: { [text]: text } })), { title: text });
    equal(html.split('</script>').length, 3);
    doesNotMatch(html, /<!--/);
    match(html, /<title>&#60;\/script&#62;&#60;!--&#60;script&#62; &#34;&#39;&#38;<\/title>/);
    equal(dataIn(html).spans[0]?.attributes[0]?.[1], text);
  });

  it('takes what looks like a placeholder or a pattern in a title for text', () => {
    const html = renderHtmlReport(otlp(span(SHORT)), { title: '{{summary}} $& $1' });
    match(html, /<h1>\{\{summary\}\} \$&#38; \$1<\/h1>/);
    match(html, /<p id="summary">1 span · 1 trace<\/p>/);
  });

  it('allows its own script and style, and nothing else', () => {
    const html = renderHtmlReport(otlp(...SPANS));
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
});

function dataOf(spans: readonly object[], options: HtmlReportOptions = {}): ReportData {
  return dataIn(renderHtmlReport(otlp(...spans), options));
}

function dataIn(html: string): ReportData {
  return JSON.parse(DATA.exec(html)?.[1] ?? '') as ReportData;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
