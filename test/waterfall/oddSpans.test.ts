import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { type RenderOptions, renderTraces } from '../../src/waterfall/renderTraces';
import { contextOf, linesOf, namesIn, SHORT, span } from './spans';

const EVIL = { 'messaging.destination.name': 'q\u001b[31m', 'error.type': 'E\u2028F' };

describe('renderTraces with spans that are not as they should be', () => {
  it('marks a span whose parent is missing and draws it as a root, after the real one', () => {
    const orphan = span({ id: 't/b', parent: 't/gone', name: 'orphan', start: 0, end: 5 });
    const text = linesOf([orphan, span({ id: 't/a', name: 'root', start: 1, end: 9 })]);
    match(text[0] ?? '', /^── root ─+ trace \w{8} · 2 spans · 9 ms ──$/);
    match(text[1] ?? '', /^root /);
    match(text[2] ?? '', /^orphan /);
    equal(text[3], `   ⇡ child of ${contextOf('t/gone').spanId.slice(0, 8)} (not here)`);
  });

  it('names a missing parent and a missing link target when told their names', () => {
    const orphan = span({ id: 't/b', parent: 't/gone', name: 'orphan', start: 0, end: 5, links: ['u/far', 'v/lost'] });
    const far = contextOf('u/far').spanId;
    const nameOf: RenderOptions['nameOf'] = ({ spanId }) =>
      spanId === far ? 'create orders' : spanId === contextOf('t/gone').spanId ? 'POST /orders' : undefined;
    const ids = ['t/gone', 'u/far', 'v/lost'].map((id) => contextOf(id).spanId.slice(0, 8));
    const traces = ['u/far', 'v/lost'].map((id) => contextOf(id).traceId.slice(0, 8));
    deepEqual(linesOf([orphan], { nameOf }).slice(2), [
      `   ⇡ child of ${ids[0]} · POST /orders`,
      `   ⇠ linked to ${ids[1]} · create orders (trace ${traces[0]})`,
      `   ⇠ linked to ${ids[2]} (trace ${traces[1]}, not here)`,
    ]);
  });

  it("draws spans that are each other's ancestors, and one that is its own, once", () => {
    const ring = [
      span({ id: 't/a', parent: 't/c', name: 'ring-a', start: 0, end: 5 }),
      span({ id: 't/b', parent: 't/a', name: 'ring-b', start: 1, end: 5 }),
      span({ id: 't/c', parent: 't/b', name: 'ring-c', start: 2, end: 5 }),
      span({ id: 't/d', parent: 't/d', name: 'own-parent', start: 3, end: 5 }),
    ];
    deepEqual(namesIn(linesOf(ring).join('\n')), ['ring-a', '└─ ring-b', '   └─ ring-c', 'own-parent']);
  });

  it('draws an open span up to the end of what is known', () => {
    const [, open] = linesOf([
      span({ id: 't/a', name: 'root', start: 0 }),
      span({ id: 't/b', parent: 't/a', name: 'child', start: 0, end: 8 }),
    ]);
    match(open ?? '', /^root +internal █{56} {4}open …$/);
  });

  it('believes a span that says it has not ended, whatever its end', () => {
    match(linesOf([{ ...span(SHORT), ended: false }])[1] ?? '', / open …$/);
  });

  it('starts the axis with the earliest span, though its parent starts later', () => {
    const [header, parent, child] = linesOf([
      span({ id: 't/a', name: 'parent', start: 10, end: 20 }),
      span({ id: 't/b', parent: 't/a', name: 'child', start: 0, end: 10 }),
    ]);
    match(header ?? '', / 20 ms ──$/);
    match(parent ?? '', /^parent +internal {29}█{28} +10 ms ✓$/);
    match(child ?? '', /^└─ child +internal █{28} {28} +10 ms ✓$/);
  });

  it('gives a span without duration, or with an end before its start, the smallest of bars', () => {
    const story = { id: 't/a', name: 'instant', start: 3, end: 3 } as const;
    match(linesOf([span(story)])[1] ?? '', /^instant +internal ▏ +0 µs ✓$/);
    match(linesOf([span({ ...story, end: 1 })])[1] ?? '', /^instant +internal ▏ +0 µs ✓$/);
  });

  it('survives times that are no numbers', () => {
    const broken: FinishedSpan = { ...span(SHORT), startTime: [Number.NaN, 0], endTime: [Infinity, Number.NaN] };
    match(linesOf([broken, span({ ...SHORT, id: 't/b' })])[1] ?? '', / 0 µs ✓$/);
  });

  it('has a width where the given one is none', () => {
    for (const width of [Number.NaN, 0, -1]) equal(linesOf([span(SHORT)], { width })[0]?.length, 100);
    equal(linesOf([span(SHORT)], { width: 80.5 })[0]?.length, 80);
  });

  it('cannot be made to move the cursor, break the line or reverse the text', () => {
    const text = renderTraces(
      [
        span({
          ...SHORT,
          name: 'a\u001b[2Jb\nc\u202Ed\uD800',
          error: '\u001b]0;title\u0007 \r\n end',
          attributes: EVIL,
        }),
      ],
      { color: false, title: 'x\u001b[1my', labels: { [contextOf(SHORT.id).traceId]: 'l\u0000' } },
    );
    doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u);
    match(text, /^x \[1my\n\n── l {2}· a \[2Jb c d {2}─/);
  });

  it('cuts long names, and keeps the columns below each other with wide characters', () => {
    const wide = linesOf([
      span({ id: 't/a', name: '注文処理'.repeat(20), start: 0, end: 1 }),
      span({ id: 't/b', parent: 't/a', name: 'a'.repeat(100), start: 0, end: 1 }),
      span({ id: 't/c', parent: 't/a', name: 'e\u0301té ✅', start: 0, end: 1 }),
    ]).slice(1);
    equal(wide[0]?.startsWith(`${'注文処理'.repeat(5)}…  internal █`), true, wide[0]);
    equal(wide[1]?.startsWith(`├─ ${'a'.repeat(38)}… internal █`), true, wide[1]);
    // `✅` is two columns wide: 3 + 3 + 1 + 2 of 42.
    equal(wide[2]?.startsWith(`└─ été ✅${' '.repeat(33)} internal █`), true, wide[2]);
  });

  it('draws a trace that is deeper than the call stack', () => {
    const depth = 12_000;
    const text = linesOf(
      Array.from({ length: depth }, (_, index) =>
        span({
          id: `t/${index}`,
          ...(index > 0 && { parent: `t/${index - 1}` }),
          name: `level-${index}`,
          start: 0,
          end: 1,
        }),
      ),
    );
    equal(text.length, depth + 1);
    match(text[3] ?? '', /^ {3}└─ level-2 /);
    match(text[depth] ?? '', /^… +└─ level-11999 /);
  });
});
