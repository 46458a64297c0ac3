import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from '../../bench/children';
import type { Job, Variant } from '../../bench/job';
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
    telemetry: [],
    otherTelemetry: [],
  });

  for (const row of [
    'SendMessage',
    'SendMessageBatch × 10',
    'ReceiveMessage × 10',
    'DeleteMessage',
    'processMessage',
  ]) {
    it(`the floor of ${row} leaves the very telemetry that this package leaves`, async () => {
      const { telemetry } = await run(job(row, 'ours'));
      const floor = await run({ ...job(row, 'floor'), telemetry });
      const byName = telemetry.toSorted((a, b) => a.name.localeCompare(b.name));
      assert.deepEqual(
        floor.telemetry.toSorted((a, b) => a.name.localeCompare(b.name)),
        byName,
      );
      assert.ok(telemetry.length > 0);
    });
  }

  it('nobody listens to a call without instrumentation, and both instrumentations leave a span of it', async () => {
    const spans = async (variant: Variant) =>
      (await run({ ...job('SendMessage', variant), task: 'measure' })).spansPerCall;
    assert.deepEqual([await spans('uninstrumented'), await spans('stock'), await spans('ours')], [0, 1, 1]);
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

  it('says which goals are reached', () => {
    const added = (median: number) => ({ microseconds: { lower: median, median, upper: median }, bytes: 1, spans: 1 });
    const of = (row: string, ours: number): RowResult => ({
      row,
      mode: 'sampled',
      layer: 'stub',
      baseline: quartiles([1, 2, 3]),
      baselineBytes: 1,
      added: { stock: added(10), ours: added(ours), floor: added(4) },
    });
    const rows = [of('SendMessage', 5), of('DeleteMessage', 7)];
    const text = markdown({ date: '', node: '', versions: {}, rounds: 1, rows });
    assert.match(text, /^\| SendMessage .* \| 0\.50 ✓ \(≤ 0\.6\) \| 1\.25 ✓ \(≤ 1\.4\) \|$/m);
    assert.match(text, /^\| DeleteMessage .* \| 0\.70 ✗ \(≤ 0\.6\) \| 1\.75 ✗ \(≤ 1\.4\) \|$/m);
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
