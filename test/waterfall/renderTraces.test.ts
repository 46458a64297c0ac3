import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { SpanKind } from '@opentelemetry/api';
import { renderTraces } from '../../src/waterfall/renderTraces';
import { ORDER_SPANS } from './shop';
import { contextOf, linesOf, SHORT, span } from './spans';

describe('renderTraces', () => {
  it('says nothing about no spans', () => {
    equal(renderTraces([], { color: false }), '');
    equal(renderTraces([], { color: false, title: 'Nothing yet' }), 'Nothing yet');
    equal(renderTraces([], { color: true, title: '  ' }), '');
  });

  it('puts a title above and labels into the headers', () => {
    const [title, blank, header] = linesOf(ORDER_SPANS, {
      title: 'An order shop',
      labels: { [contextOf('web/root').traceId]: '1 · an order' },
    });
    deepEqual([title, blank], ['An order shop', '']);
    match(header ?? '', /^── 1 · an order · POST \/orders ─+ trace 4b5e57f6 · 4 spans · 48\.2 ms ──$/);
  });

  it('knows every kind of span', () => {
    const kinds = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
    for (const kind of kinds) {
      const [, row] = linesOf([span({ ...SHORT, kind: SpanKind[kind] })]);
      ok(row?.includes(` ${kind.toLowerCase()} `), row);
    }
    match(linesOf([{ ...span(SHORT), kind: JSON.parse('42') }])[1] ?? '', / internal /);
  });

  it('colours only when asked to, and then only by ANSI sequences around the same text', () => {
    const plain = renderTraces(ORDER_SPANS, { color: false });
    const colored = renderTraces(ORDER_SPANS, { color: true });
    ok(!plain.includes('\u001b'));
    ok(colored.includes('\u001b[33m'), 'a producer is yellow');
    equal(stripVTControlCharacters(colored), plain);
  });

  it('leaves colours out by default where there is no terminal, and where NO_COLOR is set', () => {
    const { isTTY } = process.stdout;
    const noColor = process.env['NO_COLOR'];
    const defaultHasColors = (): boolean => renderTraces(ORDER_SPANS).includes('\u001b');
    try {
      delete process.env['NO_COLOR'];
      process.stdout.isTTY = false;
      equal(defaultHasColors(), false);
      process.stdout.isTTY = true;
      equal(defaultHasColors(), true);
      process.env['NO_COLOR'] = '1';
      equal(defaultHasColors(), false);
    } finally {
      process.stdout.isTTY = isTTY;
      if (noColor === undefined) delete process.env['NO_COLOR'];
      else process.env['NO_COLOR'] = noColor;
    }
  });
});
