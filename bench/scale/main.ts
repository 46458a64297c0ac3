import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lossTable, scaleTable, workerTable } from './report';
import { measureScale } from './runs';

const COMMITTED = join(__dirname, '../../../bench/scale.json');

/** Prints the tables; `--json` writes what the documentation shows. It takes some five minutes. */
async function main(): Promise<void> {
  const results = await measureScale((line) => console.error(line));
  console.log([workerTable(results), scaleTable(results), lossTable(results)].join('\n\n'));
  if (process.argv.includes('--json')) writeFileSync(COMMITTED, `${JSON.stringify(results, undefined, 1)}\n`);
}

void main();
