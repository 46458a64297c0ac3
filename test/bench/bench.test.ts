import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from '../../bench/children';
import { regressions } from '../../bench/check';
import { DETAILS, type Job, NO_TELEMETRY, type Variant } from '../../bench/job';
import { optionsOf } from '../../bench/options';
import { markdown } from '../../bench/report';
import type { Results, RowResult } from '../../bench/results';
import { quartiles } from '../../bench/statistics';

const PLAN = { warmUpBatches: 0, batches: 1, calls: 10 };

describe('the benchmark', () => {
  const job = (row: string, variant: Variant): Job => ({
    task: 'record',
    row,
    variant,
    mode: 'sampled',
    layer: 'stub',
    plan: PLAN,
    telemetry: NO_TELEMETRY,
    otherTelemetry: NO_TELEMETRY,
  });

  for (const row of [
    'SendMessage',
    'SendMessageBatch × 10',
    'ReceiveMessage × 10',
    'DeleteMessage',
    'processMessage',
  ]) {
    for (const detail of DETAILS) {
      it(`the floor of ${row} leaves the very telemetry that this package leaves, ${detail}`, async () => {
        const { telemetry } = await run({ ...job(row, detail), mode: 'metrics' });
        const floor = await run({ ...job(row, `${detail} floor`), mode: 'metrics', telemetry });
        assert.deepEqual(sorted(floor.telemetry.spans), sorted(telemetry.spans));
        assert.deepEqual(sorted(floor.telemetry.points), sorted(telemetry.points));
        assert.ok(telemetry.spans.length > 0 && telemetry.points.length > 0);
      });
    }
  }

  it('nobody listens to a call without instrumentation, and both instrumentations leave a span of it', async () => {
    const spans = async (variant: Variant) =>
      (await run({ ...job('SendMessage', variant), task: 'measure' })).spansPerCall;
    assert.deepEqual([await spans('uninstrumented'), await spans('stock'), await spans('full')], [0, 1, 1]);
  });

  it('writes what it measured, and prints it as a table', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'bench-'));
    const json = join(directory, 'results.json');
    const args = ['--quick', '--only', 'DeleteMessage', '--mode', 'sampled', '--layer', 'stub', '--json', json];
    try {
      const main = join(__dirname, '../../bench/main.js');
      const { stdout } = await promisify(execFile)(process.execPath, [main, ...args]);
      assert.match(stdout, /^\| DeleteMessage \| [\d.]+ \|/m);
      const { rows } = JSON.parse(readFileSync(json, 'utf8')) as Results;
      assert.deepEqual(
        rows.map(({ row, mode, layer }) => [row, mode, layer]),
        [['DeleteMessage', 'sampled', 'stub']],
      );
      assert.ok((rows[0]?.baseline.median ?? 0) > 0);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  const added = (median: number) => ({ microseconds: { lower: median, median, upper: median }, bytes: 1, spans: 1 });
  const resultOf = (row: string, full: number): RowResult => {
    const ratio = (other: number) => quartiles([full / other]);
    return {
      row,
      mode: 'sampled',
      layer: 'stub',
      baseline: quartiles([1, 2, 3]),
      baselineBytes: 1,
      added: { stock: added(10), full: added(full), 'full floor': added(4) },
      ratios: { 'full ÷ stock': ratio(10), 'full ÷ floor': ratio(4) },
    };
  };
  const resultsOf = (...rows: RowResult[]): Results => ({ date: '', node: '', versions: {}, rounds: 1, rows });

  it('says which goals are met', () => {
    const text = markdown(resultsOf(resultOf('SendMessage', 5), resultOf('DeleteMessage', 7)));
    assert.match(text, /^\| SendMessage .* \| 0\.50 ✓ \(≤ 0\.6\) .* \| 1\.25 ✓ \(≤ 1\.3\) [^|]*\|$/m);
    assert.match(text, /^\| DeleteMessage .* \| 0\.70 \[[^|]* \| 1\.75 ✗ \(≤ 1\.3\) [^|]*\|$/m);
    assert.match(text, /^2 of 3 are met\.\n\n- DeleteMessage, sampled: full ÷ floor: 1\.75 ✗ \(≤ 1\.3\)$/m);
  });

  it('says what has got more than 15 % worse, by ratios to what was measured beside it', () => {
    const committed = resultsOf(resultOf('SendMessage', 5));
    assert.deepEqual(regressions(resultsOf(resultOf('SendMessage', 5.7)), committed), []);
    assert.deepEqual(regressions(resultsOf(resultOf('SendMessage', 6)), committed), [
      'SendMessage, sampled, stub: full ÷ stock is 0.60, and was 0.50',
      'SendMessage, sampled, stub: full ÷ floor is 1.50, and was 1.25',
    ]);
    assert.deepEqual(regressions(resultsOf(resultOf('DeleteMessage', 50)), committed), []);
    const noisy = { ...resultOf('SendMessage', 6), ratios: { 'full ÷ stock': quartiles([0.4, 0.45, 0.6, 0.7, 0.8]) } };
    assert.deepEqual(regressions(resultsOf(noisy), committed), []);
  });

  it('takes quartiles between the values', () => {
    assert.deepEqual(quartiles([4, 1, 3, 2, 5]), { lower: 2, median: 3, upper: 4 });
    assert.deepEqual(quartiles([1, 2]), { lower: 1.25, median: 1.5, upper: 1.75 });
  });

  it('names what is wrong with its options', () => {
    assert.throws(() => optionsOf(['--mode', 'asleep']), /--mode is one of sampled, unsampled, no SDK, metrics/);
    assert.throws(() => optionsOf(['--rounds', '0']), /--rounds/);
    assert.throws(() => optionsOf(['--only', 'GetQueueUrl']), /matches no row/);
    assert.equal(optionsOf(['--only', 'GetItem', '--layer', 'stub']).cases.length, 3);
  });
});

function sorted<Each extends { readonly name: string }>(all: readonly Each[]): Each[] {
  const key = (each: Each): string => JSON.stringify(each);
  return all.toSorted((a, b) => a.name.localeCompare(b.name) || (key(a) < key(b) ? -1 : 1));
}
