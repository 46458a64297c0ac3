import { writeFileSync } from 'node:fs';
import { footprint, versions } from './footprint';
import { HELP, type Options, optionsOf } from './options';
import { markdown } from './report';
import type { Results } from './results';
import { measure } from './rounds';
import { volumeTable } from './volume/report';
import { measureVolumes } from './volume/volumes';

async function main(options: Options): Promise<void> {
  const { rounds, cases, planOf, json } = options;
  const rows = await measure(cases, rounds, planOf, (text) => console.error(text));
  if (options.footprint) console.error('import and size');
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    versions: versions(),
    rounds,
    rows,
    footprint: options.footprint ? await footprint(rounds * 3) : undefined,
  };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, undefined, 1)}\n`);
  console.log(markdown(results));
  if (options.volume) console.log(`\n${volumeTable(await measureVolumes())}`);
}

function parsed(): Options | undefined {
  try {
    return optionsOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exitCode = 2;
    return undefined;
  }
}

const given = parsed();
if (given?.help === true) console.log(HELP);
else if (given !== undefined) void main(given);
