import { parseArgs } from 'node:util';
import { LAYERS, type Layer, MODES, type Mode, type Plan } from './job';
import type { Case } from './rounds';
import { ROWS } from './rows';

export const HELP = `npm run bench -- [options]

  --quick        one short round: a look, no measurement
  --rounds N     rounds (default 3)
  --only TEXT    rows whose name contains it; "footprint" or "volume" for import and
                 size, or bytes of telemetry, alone (repeatable)
  --mode MODE    ${MODES.join(', ')} (repeatable)
  --layer LAYER  ${LAYERS.join(', ')} (repeatable)
  --json FILE    write the results there
  --help`;

export interface Options {
  readonly help: boolean;
  readonly rounds: number;
  readonly cases: readonly Case[];
  readonly footprint: boolean;
  /** Bytes of telemetry, which take no time to measure. */
  readonly volume: boolean;
  readonly json: string | undefined;
  readonly planOf: (layer: Layer) => Plan;
}

/** A whole call takes some twenty times as long as one of a stub. */
const PLANS: Readonly<Record<Layer, Plan>> = {
  stub: { warmUpBatches: 8, batches: 10, calls: 1000 },
  whole: { warmUpBatches: 8, batches: 10, calls: 100 },
};
const QUICK: Plan = { warmUpBatches: 2, batches: 3, calls: 100 };

/** @throws Error that names what is wrong with the arguments */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      mode: { type: 'string', multiple: true, default: [] },
      layer: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
    },
  });
  const { help, quick, only, json } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a positive number');
  const modes = chosen('mode', values.mode, MODES);
  const layers = chosen('layer', values.layer, LAYERS);
  return {
    help,
    rounds,
    cases: casesOf(only, modes, layers),
    footprint: only.length === 0 || only.includes('footprint'),
    volume: only.length === 0 || only.includes('volume'),
    json,
    planOf: (layer) => (quick ? QUICK : PLANS[layer]),
  };
}

function chosen<Choice extends string>(
  option: string,
  given: readonly string[],
  all: readonly Choice[],
): readonly Choice[] {
  const found = all.filter((choice) => given.includes(choice));
  if (found.length !== given.length) throw new Error(`--${option} is one of ${all.join(', ')}`);
  return found.length === 0 ? all : found;
}

/** Every row in every mode over the stub; over the SDK, and with metrics, what tells something new. */
function casesOf(only: readonly string[], modes: readonly Mode[], layers: readonly Layer[]): Case[] {
  const wanted = ROWS.filter(({ name }) => only.length === 0 || only.some((text) => contains(name, text)));
  if (wanted.length === 0 && !only.includes('footprint') && !only.includes('volume'))
    throw new Error('--only matches no row');
  const cases: Case[] = [];
  for (const layer of layers) {
    for (const mode of modes) {
      for (const row of wanted) {
        if (layer === 'whole' && (mode !== 'sampled' || row.floor === 'process')) continue;
        if (mode === 'metrics' && row.name !== 'SendMessage') continue;
        cases.push({ row, mode, layer });
      }
    }
  }
  return cases;
}

function contains(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}
