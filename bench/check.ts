import type { Results, RowResult } from './results';
import type { Quartiles } from './statistics';

/** How much worse a ratio may get. */
const TOLERANCE = 1.15;

/**
 * What has got worse since the committed results, by ratios: microseconds of two runs cannot be compared. A median that
 * is worse by chance is none: most rounds have to be worse than it was.
 */
export function regressions({ rows }: Results, committed: Results): string[] {
  const found: string[] = [];
  for (const result of rows) {
    const before = committed.rows.find((each) => keyOf(each) === keyOf(result));
    for (const [name, ratio] of Object.entries(result.ratios)) {
      const known = (before?.ratios as Readonly<Record<string, Quartiles>> | undefined)?.[name];
      if (known === undefined || ratio.median <= known.median * TOLERANCE || ratio.lower <= known.median) continue;
      found.push(`${keyOf(result)}: ${name} is ${ratio.median.toFixed(2)}, and was ${known.median.toFixed(2)}`);
    }
  }
  return found;
}

function keyOf({ row, mode, layer }: RowResult): string {
  return `${row}, ${mode}, ${layer}`;
}
