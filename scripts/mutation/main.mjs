// `npm run mutation`: changes the source in thousands of small ways, and checks whether a test fails.
//   --room telemetry,attach     these rooms
//   --changed [BASE]            a sample of the lines that differ from a commit: what a merge runs
//   --mutate FILE[:FIRST-LAST]  these files, or lines of them
//   --force                     also what an earlier run knows
//   --write                     the rooms go into results.json, from which docs/verification.md has its table
// The pictures are in coverage/mutation. What survives for a reason is in survivors.json.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { baseCommit, changedLines, sample } from './changed.mjs';
import { evaluate } from './evaluate.mjs';
import { writeResults } from './results.mjs';
import { ROOMS, roomOf } from './rooms.mjs';
import { ROOT, stryker } from './stryker.mjs';
import { passes, tell } from './tell.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    room: { type: 'string' },
    changed: { type: 'boolean', default: false },
    mutate: { type: 'string' },
    force: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const known = JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'));

if (values.changed) await runChanged(positionals[0]);
else if (values.mutate !== undefined) await runFiles('files', values.mutate.split(','), 0);
else await runRooms(values.room?.split(','));

/** @param {readonly string[]} [wanted] */
async function runRooms(wanted) {
  const rooms = ROOMS.filter(({ name }) => wanted?.includes(name) ?? true);
  if (rooms.length === 0)
    throw new Error(`no such room: ${wanted?.join()}; there are ${ROOMS.map(({ name }) => name).join()}`);
  const results = [];
  for (const room of rooms) {
    const { name } = room;
    const run = { name, mutate: [`src/${name}/**/*.ts`], rooms: [room], incremental: true, force: values.force, known };
    const result = evaluate(await stryker(run), ROOMS, known);
    results.push(result);
    if (values.write) writeResults(result.rows);
  }
  finish(results, 0);
}

/** @param {string | undefined} wanted */
async function runChanged(wanted) {
  const base = baseCommit(ROOT, wanted);
  if (base === undefined) return console.log('not run: this clone does not have the commit to compare with');
  const changed = changedLines(ROOT, base).filter(({ file }) => roomOf(file));
  if (changed.length === 0) return console.log(`not run: no room has changed since ${base}`);
  const lines = sample(changed).map(({ file, first, last }) => `${file}:${first}-${last}`);
  console.log(`since ${base}: ${lines.join(' ')}`);
  // So few mutants that a share of them says little.
  return runFiles('changed', lines, 3);
}

/**
 * @param {string} name
 * @param {readonly string[]} mutate
 * @param {number} allowed survivors in spite of the gate
 */
async function runFiles(name, mutate, allowed) {
  const rooms = ROOMS.filter((room) => mutate.some((each) => roomOf(each) === room));
  if (rooms.length === 0)
    throw new Error(`in no room: ${mutate.join()}; there are ${ROOMS.map(({ name: each }) => each).join()}`);
  const result = evaluate(await stryker({ name, mutate, rooms, known }), ROOMS, known);
  const whole = mutate.every((each) => !/:\d/.test(each));
  finish([whole ? result : { ...result, stale: [] }], allowed);
}

/** @param {readonly ReturnType<typeof evaluate>[]} results @param {number} allowed */
function finish(results, allowed) {
  console.log(tell(results, allowed));
  process.exitCode = results.flatMap(({ rows }) => rows).every((row) => passes(row, allowed)) ? 0 : 1;
}
