import { parseArgs } from 'node:util';
import { type Case, casesOf } from './cases';
import { LAYERS, type Layer, MODES, type Plan } from './job';

export const HELP = `npm run bench -- [options]

  --quick        one short round: a look, no measurement
  --rounds N     rounds (default 9)
  --only TEXT    rows whose name contains it; "footprint", "volume" or "start" for import and size, bytes of
                 telemetry, or register alone (repeatable)
  --mode MODE    ${MODES.join(', ')} (repeatable)
  --layer LAYER  ${LAYERS.join(', ')} (repeatable)
  --json FILE    write the results there
  --check        fail where a ratio is more than 15 % worse than in bench/results.json
  --help`;

export interface Options {
  readonly help: boolean;
  readonly rounds: number;
  readonly cases: readonly Case[];
  readonly footprint: boolean;
  /** Bytes of telemetry, which take no time to measure. */
  readonly volume: boolean;
  readonly start: boolean;
  readonly check: boolean;
  readonly json: string | undefined;
  readonly planOf: (layer: Layer) => Plan;
}

/** A whole call takes some twenty times as long as one of a stub. */
const PLANS: Readonly<Record<Layer, Plan>> = {
  stub: { warmUpBatches: 14, batches: 8, calls: 400 },
  whole: { warmUpBatches: 20, batches: 8, calls: 200 },
};
const QUICK: Plan = { warmUpBatches: 2, batches: 3, calls: 100 };

/** @throws Error that names what is wrong with the arguments */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      mode: { type: 'string', multiple: true, default: [] },
      layer: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
    },
  });
  const { help, quick, check, only, json } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : 9));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a positive number');
  const modes = chosen('mode', values.mode, MODES);
  const layers = chosen('layer', values.layer, LAYERS);
  const others = ['footprint', 'volume', 'start'].filter((name) => only.length === 0 || only.includes(name));
  const cases = casesOf(only, modes, layers);
  if (cases.length === 0 && others.length === 0) throw new Error('--only matches no row');
  return {
    help,
    rounds,
    cases,
    footprint: others.includes('footprint'),
    volume: others.includes('volume'),
    start: others.includes('start'),
    check,
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
