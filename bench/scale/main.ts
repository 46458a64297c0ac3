import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lossTable, scaleTable, workerTable } from './report';
import { type ScaleResults, measureCosts, measureLosses } from './runs';

const COMMITTED = join(__dirname, '../../../bench/scale.json');

/** Prints the tables; `--json` writes what the documentation shows. It takes some four minutes. */
async function main(): Promise<void> {
  const results: ScaleResults = {
    node: process.version,
    costs: await measureCosts(),
    losses: await measureLosses(),
  };
  console.log([workerTable(results), scaleTable(results), lossTable(results)].join('\n\n'));
  if (process.argv.includes('--json')) writeFileSync(COMMITTED, `${JSON.stringify(results, undefined, 1)}\n`);
}

void main();
