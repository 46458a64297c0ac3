import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Plan } from './job';
import { median } from './statistics';
import type { Subject } from './variants';

/** Calls that are made, and timed, in a row. */
const PREPARED_CALLS = 50;

/** Small enough for what they allocate to stay below what a young generation holds. */
const ALLOCATING_CALLS = 100;
const ALLOCATING_BATCHES = 11;

/** Microseconds per call of each batch, after some batches that are not counted. */
export async function microseconds({ call, prepare }: Subject, plan: Plan): Promise<number[]> {
  const { warmUpBatches, batches, calls } = plan;
  const measured: number[] = [];
  for (let batch = -warmUpBatches; batch < batches; batch++) {
    let taken = 0;
    for (let made = 0; made < calls; made += PREPARED_CALLS) {
      await prepare(PREPARED_CALLS);
      const start = performance.now();
      for (let nth = 0; nth < PREPARED_CALLS; nth++) await call();
      taken += performance.now() - start;
    }
    if (batch >= 0) measured.push((taken * 1000) / calls);
  }
  return measured;
}

/** Bytes allocated per call, by how much the heap grows as long as nothing is collected. */
export async function bytesPerCall({ call, prepare }: Subject): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const measured: number[] = [];
  for (let batch = 0; batch < ALLOCATING_BATCHES; batch++) {
    await prepare(ALLOCATING_CALLS);
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let made = 0; made < ALLOCATING_CALLS; made++) await call();
    measured.push((process.memoryUsage().heapUsed - before) / ALLOCATING_CALLS);
  }
  return Math.round(median(measured));
}
