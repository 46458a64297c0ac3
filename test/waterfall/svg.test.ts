import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { renderSvg } from '../../src/waterfall/svg/renderSvg';
import { ORDER_SPANS } from './shop';
import { SHORT, span } from './spans';

/** A span's line in the picture. */
interface Row {
  readonly name: string;
  readonly said: string;
  readonly x: number;
  readonly width: number;
  readonly color: string;
  readonly time: string;
}

const ROW =
  /<text x="(?:\d+)" y="[\d.]+"(?: class="root")?>([^<]*)(?:<tspan class="said(?: bad)?" dx="8">([^<]*)<\/tspan>)?<\/text><rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="10" rx="3" fill="var\(--(\w+)\)"\/><text class="time(?: bad)?" x="942" y="[\d.]+">([^<]*)<\/text>/g;

function draw(...spans: readonly FinishedSpan[]): string {
  return renderSvg(spans, { title: 'An order' });
}

function rowsOf(picture: string): Row[] {
  return Array.from(picture.matchAll(ROW), ([, name = '', said = '', x, width, color = '', time = '']) => ({
    name,
    said,
    x: Number(x),
    width: Number(width),
    color,
    time,
  }));
}

/** What the legend explains. */
function legendOf(picture: string): string[] {
  return Array.from(
    picture.matchAll(/<text class="said" x="[\d.]+" y="[\d.]+">([^<]*)<\/text>/g),
    ([, text]) => text ?? '',
  );
}

describe('the picture of traces', () => {
  it('shows each span of each trace, with a card for a trace and an arrow for a link', () => {
    const picture = draw(...ORDER_SPANS);
    deepEqual(
      rowsOf(picture).map(({ name, color, time }) => [name, color, time]),
      [
        ['POST /orders', 'server', '48.2 ms'],
        ['validate order', 'internal', '5.2 ms'],
        ['price lines', 'internal', '850 µs'],
        ['SQS.SendMessage', 'producer', '37.4 ms'],
        ['process orders', 'consumer', '81.5 ms'],
        ['DynamoDB.PutItem', 'client', '8.8 ms'],
        ['S3.PutObject', 'client', '62.5 ms'],
        ['SQS.DeleteMessage', 'client', '7.6 ms'],
      ],
    );
    equal(picture.match(/class="card"/g)?.length, 2);
    // One for the message, and the one that the legend explains.
    equal(picture.match(/class="arrow"/g)?.length, 2);
    deepEqual(legendOf(picture), [
      'server',
      'internal',
      'producer',
      'consumer',
      'client',
      'span link: the way of the message',
    ]);
    match(picture, /<title id="title">An order<\/title>/);
  });

  it('draws all on one axis, and no span too short to be seen', () => {
    const [all, late, instant] = rowsOf(
      draw(
        span({ id: 't/a', name: 'all', start: 0, end: 100 }),
        span({ id: 't/b', parent: 't/a', name: 'late', start: 50, end: 100 }),
        span({ id: 't/c', parent: 't/a', name: 'instant', start: 100, end: 100 }),
      ),
    );
    deepEqual([all?.x, all?.width], [434, 442]);
    deepEqual([late?.x, late?.width], [655, 221]);
    deepEqual([instant?.x, instant?.width], [876, 3]);
    // Nothing takes any time.
    deepEqual(
      rowsOf(draw(span({ ...SHORT, end: 0 }))).map(({ x, width, time }) => [x, width, time]),
      [[434, 3, '0 µs']],
    );
  });

  it('shows what failed, and why, instead of its details', () => {
    const attributes = { 'messaging.message.id': '3f2a91c0', 'error.type': 'OutOfStock' };
    const picture = draw(
      span({ id: 't/a', name: 'pack', kind: SpanKind.CONSUMER, start: 0, end: 9, error: 'no boxes', attributes }),
    );
    deepEqual(
      rowsOf(picture).map(({ said, color, time }) => [said, color, time]),
      [['OutOfStock: no boxes', 'failed', '✗ 9 ms']],
    );
    match(picture, /class="said bad".*class="time bad"/);
    equal(legendOf(picture)[0], 'failed');
  });

  it('draws an open span up to the end of what is known', () => {
    const picture = draw(
      span({ id: 't/a', name: 'root', start: 0 }),
      span({ id: 't/b', parent: 't/a', name: 'child', start: 0, end: 10 }),
    );
    deepEqual(
      rowsOf(picture).map(({ name, width, time }) => [name, width, time]),
      [
        ['root', 442, 'open'],
        ['child', 442, '10 ms'],
      ],
    );
  });

  it('takes a kind that it does not know for an internal span', () => {
    equal(rowsOf(draw({ ...span(SHORT), kind: JSON.parse('42') }))[0]?.color, 'internal');
  });

  it('is text only, whatever a span says', () => {
    const text = '</text><script>"\'&';
    const picture = renderSvg([span({ ...SHORT, name: text })], { title: text });
    doesNotMatch(picture, /<script/);
    const escaped = '&#60;/text&#62;&#60;script&#62;&#34;&#39;&#38;';
    equal(rowsOf(picture)[0]?.name, escaped);
    match(picture, new RegExp(`<title id="title">${escaped}</title>`));
  });
});
