import { DETAILS, type Layer, type Mode, type Variant } from './job';
import { ROWS, type Row } from './rows';

/** One row in one mode on one layer, by all variants that tell something. */
export interface Case {
  readonly row: Row;
  readonly mode: Mode;
  readonly layer: Layer;
  readonly variants: readonly Variant[];
}

/** Without a word more, what it does is the same for both details; of the stock package, there are no such metrics. */
const VARIANTS: Readonly<Record<Mode, readonly Variant[]>> = {
  sampled: ['stock', ...DETAILS, 'full floor', 'standard floor'],
  unsampled: ['stock', 'full', 'full floor'],
  'no SDK': ['stock', 'full'],
  metrics: ['full', 'full floor'],
};

/** The cases of the rows whose name contains one of the texts, if there are any. */
export function casesOf(only: readonly string[], modes: readonly Mode[], layers: readonly Layer[]): Case[] {
  const wanted = ROWS.filter(({ name }) => only.length === 0 || only.some((text) => contains(name, text)));
  const cases: Case[] = [];
  for (const row of wanted) {
    for (const layer of layers) {
      for (const mode of modes) {
        if (layer === 'whole' && (mode !== 'sampled' || row.whole !== true)) continue;
        if (mode !== 'sampled' && row.sampledOnly === true) continue;
        if (mode === 'no SDK' && row.whole !== true) continue;
        cases.push({ row, mode, layer, variants: variantsOf(row, mode, layer) });
      }
    }
  }
  return cases;
}

function variantsOf({ oursOnly }: Row, mode: Mode, layer: Layer): Variant[] {
  return VARIANTS[mode].filter((variant) => {
    if (variant === 'stock') return oursOnly !== true;
    // Hundreds of microseconds tell nothing of a few attributes.
    return layer === 'stub' || !variant.startsWith('standard');
  });
}

function contains(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}
