import assert from 'node:assert/strict';
import { missedGoals } from '../../bench/volume/goals';
import { volumeTable } from '../../bench/volume/report';
import { type Volumes, measureVolumes } from '../../bench/volume/volumes';

/** Bytes, and no time: the same on every machine. */
describe('telemetry by volume', () => {
  let volumes: Volumes;
  before(async () => {
    volumes = await measureVolumes();
  });

  const shareOfStock = (step: string): number => {
    const { stock, standard } = volumes[step] ?? assert.fail(step);
    return standard === undefined || stock === undefined ? Infinity : standard.bytes / stock.bytes;
  };

  it("stays below its goals; a deletion comes near, with a link that the stock package's has not", () => {
    assert.deepEqual(
      missedGoals(volumes).filter((missed) => !missed.startsWith('delete one')),
      [],
    );
    assert.ok(shareOfStock('delete one') <= 1.28, `${shareOfStock('delete one')}`);
  });

  it('is one span for each step of stock and ours, one more for each message of a batch, and none twice', () => {
    const spans = Object.entries(volumes).map(([step, { stock, full, standard }]) => [
      step,
      stock?.spans,
      full?.spans,
      standard?.spans,
    ]);
    assert.deepEqual(spans, [
      ['send one', 1, 1, 1],
      ['send ten in a batch', 1, 11, 11],
      ['send ten in a batch, one context', 1, 1, 1],
      ['receive one', 1, 1, 1],
      ['receive ten', 1, 1, 1],
      ['receive none', 1, 1, 1],
      ['process one', undefined, 1, 1],
      ['process ten', undefined, 10, 10],
      ['delete one', 1, 1, 1],
      ['delete ten', 1, 1, 1],
    ]);
    assert.deepEqual([volumes['delete ten']?.full?.links, volumes['receive ten']?.standard?.links], [10, 10]);
  });

  it('is printed with its goals', () => {
    assert.match(volumeTable(volumes), /^\| send one \| [\d,]+ \(1 \/ 10 \/ 0\) \| .* ✓ \(1 \/ 12 \/ 0\) \|/m);
  });
});
