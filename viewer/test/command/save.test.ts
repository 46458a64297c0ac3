import { deepEqual, equal, match, throws } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createModel } from '../../src';
import { startSaving } from '../../src/command/save';
import { otlp, SHORT, span } from '../spans';
import { useDirectory } from './harness';

describe('saving', () => {
  const file = useDirectory();
  const warnings: string[] = [];
  const warn = (warning: string): void => void warnings.push(warning);

  it('goes on after a request that is nested too deeply to be written', () => {
    const path = file('lines.jsonl');
    const saving = startSaving(path, warn);
    let deep: object = {};
    for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
    for (const request of [{ one: 1 }, deep, { two: 2 }]) saving.take(request);
    match(saving.end(createModel()), /Saved .*lines\.jsonl/);
    const lines = ['{"one":1}', ...textOf(deep), '{"two":2}', ''];
    equal(readFileSync(path, 'utf8') === lines.join('\n'), true);
    deepEqual(warnings, []);
  });

  it('ends with one line of warning when the file can no longer be written', () => {
    const saving = startSaving('/dev/full', warn);
    for (let nth = 0; nth < 3; nth += 1) saving.take({ nth });
    equal(warnings.length, 1);
    match(warnings[0] ?? '', /^\/dev\/full can no longer be written \(ENOSPC/);
    throws(() => saving.end(createModel()), /\/dev\/full: not all of it is saved/);
  });

  it('goes on in a line of its own after one that has no end', () => {
    const path = file('cut.jsonl');
    for (const [before, after] of [
      ['{"one":1}', '{"one":1}\n{"two":2}\n{"three":3}\n'],
      ['{"one":1}\n', '{"one":1}\n{"two":2}\n{"three":3}\n'],
      ['', '{"two":2}\n{"three":3}\n'],
    ] as const) {
      writeFileSync(path, before);
      const saving = startSaving(path, warn);
      for (const request of [{ two: 2 }, { three: 3 }]) saving.take(request);
      saving.end(createModel());
      equal(readFileSync(path, 'utf8'), after);
    }
  });

  it('says what to do about what is too much for one page', () => {
    const tooMuch = {
      toJSON() {
        throw new RangeError('Invalid string length');
      },
    };
    const saving = startSaving(file('page.html'), warn);
    throws(
      () => saving.end({ ...createModel(), toOtlp: () => [tooMuch] }),
      /page\.html: too much for one page; --max-spans/,
    );
  });

  it('keeps in a page what a model keeps: spans come back as they were', async () => {
    const request = otlp(
      span({
        ...SHORT,
        error: 'no',
        attributes: { text: 'one', whole: 2, share: 0.5 },
        events: [{ name: 'tick', at: 0.5, attributes: { n: 1 } }],
        links: [{ to: 'u/b', attributes: { why: 'so' } }],
      }),
    );
    const model = createModel();
    model.add(request);
    const again = createModel();
    for (const saved of model.toOtlp()) again.add(saved);
    const storyOf = async ({ source }: typeof model) => {
      const { rows } = await source.messages({}, { offset: 0, limit: 1 });
      return source.message(rows[0]?.id ?? '');
    };
    deepEqual(await storyOf(again), await storyOf(model));
  });
});

/** Nothing is too deep for Node.js 26. */
function textOf(value: object): string[] {
  try {
    return [JSON.stringify(value)];
  } catch {
    return [];
  }
}
