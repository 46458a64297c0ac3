import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missedGoals } from './goals';
import { volumeTable } from './report';
import { measureVolumes } from './volumes';

const COMMITTED = join(__dirname, '../../../bench/volume.json');

/** Prints the table; `--json` writes what the documentation shows. */
async function main(): Promise<void> {
  const volumes = await measureVolumes();
  console.log(volumeTable(volumes));
  for (const missed of missedGoals(volumes)) console.error(`missed: ${missed}`);
  if (process.argv.includes('--json')) writeFileSync(COMMITTED, `${JSON.stringify(volumes, undefined, 1)}\n`);
}

void main();
