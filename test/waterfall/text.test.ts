import { deepEqual, equal } from 'node:assert/strict';
import * as fc from 'fast-check';
import { drawBar } from '../../src/waterfall/bar';
import { clean, clip, clipStart, columnsOf, fit, formatDuration, shortId } from '../../src/waterfall/text';

describe('text of a waterfall', () => {
  it('writes durations with three digits and the unit that fits', () => {
    const cases: readonly [number, string][] = [
      [0, '0 µs'],
      [0.0004, '0 µs'],
      [0.85, '850 µs'],
      [0.9996, '1 ms'],
      [4.1249, '4.12 ms'],
      [48, '48 ms'],
      [99.96, '100 ms'],
      [999.4, '999 ms'],
      [999.6, '1 s'],
      [1250, '1.25 s'],
      [125_000, '125 s'],
      [7_200_000, '7200 s'],
    ];
    deepEqual(
      cases.map(([milliseconds]) => formatDuration(milliseconds)),
      cases.map(([, text]) => text),
    );
  });

  it('counts the columns of narrow, wide and combining characters', () => {
    const cases: readonly [string, number][] = [
      ['', 0],
      ['orders', 6],
      ['né', 2],
      ['e\u0301', 1],
      ['注文', 4],
      ['한국', 4],
      ['ｏｋ', 4],
      ['✅', 2],
      ['✓ ✗ ⇠ ⇢ ⇡ … ├─ █', 16],
    ];
    deepEqual(
      cases.map(([text]) => columnsOf(text)),
      cases.map(([, columns]) => columns),
    );
  });

  it('cuts and fills without tearing a wide character apart', () => {
    equal(clip('orders', 6), 'orders');
    equal(clip('orders', 5), 'orde…');
    equal(clip('注文処理', 6), '注文…');
    equal(clip('orders', 0), '');
    equal(clipStart('│  │  └─ ', 6), '…  └─ ');
    equal(clipStart('│  ', 0), '');
    equal(fit('注文処理', 6), '注文… ');
    equal(fit('ab', 4), 'ab  ');
  });

  it('shortens only long identifiers', () => {
    equal(shortId('m-1'), 'm-1');
    equal(shortId('3f2a91c0-7d45-4b1e-9a52-0c8e6a1b2d3e'), '3f2a91c0');
  });

  it('property: a fitted text takes exactly the columns asked for, without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, width) => {
        const fitted = fit(clean(text), width);
        equal(columnsOf(fitted), width);
        equal(/\p{C}/u.test(fitted), false);
      }),
    );
  });
});

describe('bars of a waterfall', () => {
  it('stand where the span stands, to the eighth of a column', () => {
    const cases: readonly [number, number, string][] = [
      [0, 1, '████'],
      [0, 0.5, '██  '],
      [0.5, 1, '  ██'],
      [0.25, 0.25 + 3 / 32, ' ▍  '],
      [0, 0, '▏   '],
      [1, 1, '   ▕'],
      [4 / 32, 1, '▐███'],
      [7 / 32, 9 / 32, '▕▏  '],
      [12 / 32, 16 / 32, ' ▐  '],
      [-1, 2, '████'],
    ];
    deepEqual(
      cases.map(([from, to]) => drawBar(from, to, 4)),
      cases.map(([, , bar]) => bar),
    );
  });

  it('property: a bar is as wide as its axis, in one piece, and covers what it should but for a column at each end', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fraction, fraction, fc.integer({ min: 1, max: 80 }), (one, other, columns) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const bar = drawBar(from, to, columns);
        equal(bar.length, columns);
        equal(bar.trim() === '' || bar.trim().includes(' '), false);
        const first = bar.length - bar.trimStart().length;
        equal(Math.abs(first - Math.floor(from * columns)) <= 1, true);
        equal(Math.abs(bar.trimEnd().length - to * columns) <= 1.2, true);
      }),
    );
  });
});
