import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../test/support/fixtures';
import { regressions } from './check';
import { footprint, versions } from './footprint';
import { HELP, type Options, optionsOf } from './options';
import { markdown } from './report';
import type { Results } from './results';
import { measure } from './rounds';
import { measureStarts } from './start';
import { volumeTable } from './volume/report';
import { measureVolumes } from './volume/volumes';

const COMMITTED = join(PROJECT_ROOT, 'bench', 'results.json');

async function main(options: Options): Promise<void> {
  const { rounds, cases, planOf, json } = options;
  const committed = options.check ? (JSON.parse(readFileSync(COMMITTED, 'utf8')) as Results) : undefined;
  const progress = (text: string): void => console.error(text);
  const rows = await measure(cases, rounds, planOf, progress);
  if (options.footprint) progress('import and size');
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    versions: versions(),
    rounds,
    rows,
    footprint: options.footprint ? await footprint(rounds * 3) : undefined,
    starts: options.start ? await measureStarts(rounds, progress) : undefined,
  };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, undefined, 1)}\n`);
  console.log(markdown(results));
  if (options.volume) console.log(`\n${volumeTable(await measureVolumes())}`);
  if (committed === undefined) return;
  const found = regressions(results, committed);
  for (const regression of found) console.error(`worse: ${regression}`);
  if (found.length > 0) process.exitCode = 1;
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
