import type { Case } from './cases';
import { DETAILS, type Report, type Variant } from './job';
import { type Added, OTHERS, type RatioName, type RowResult } from './results';
import { type Quartiles, median, quantile, quartiles } from './statistics';

type Reports = ReadonlyMap<Variant, readonly Report[]>;

/** Below this, a difference of microseconds is noise, and nothing to divide by. */
const LEAST = 0.05;

export function resultOf({ row, mode, layer }: Case, uninstrumented: readonly Report[], reports: Reports): RowResult {
  const baseline = uninstrumented.map(timeOf);
  const baselineBytes = median(uninstrumented.map(({ bytes }) => bytes));
  const added: Record<string, Added> = {};
  for (const [variant, ofVariant] of reports) {
    added[variant] = {
      microseconds: quartiles(differences(ofVariant, baseline)),
      bytes: Math.round(median(ofVariant.map(({ bytes }) => bytes)) - baselineBytes),
      spans: ofVariant[0]?.spansPerCall ?? 0,
    };
  }
  const ratios = ratiosOf(reports, baseline);
  return { row: row.name, mode, layer, baseline: quartiles(baseline), baselineBytes, added, ratios };
}

/** Round by round: the two were measured within a few seconds. */
function ratiosOf(reports: Reports, baseline: readonly number[]): Partial<Record<RatioName, Quartiles>> {
  const ratios: Partial<Record<RatioName, Quartiles>> = {};
  for (const detail of DETAILS) {
    const ours = reports.get(detail);
    for (const other of OTHERS) {
      const theirs = reports.get(other === 'floor' ? `${detail} floor` : other);
      if (ours === undefined || theirs === undefined) continue;
      const below = differences(theirs, baseline);
      ratios[`${detail} ÷ ${other}`] = quartiles(
        differences(ours, baseline).map((value, round) => Math.max(value, 0) / Math.max(below[round] ?? 0, LEAST)),
      );
    }
  }
  return ratios;
}

function differences(reports: readonly Report[], baseline: readonly number[]): number[] {
  return reports.map((report, round) => timeOf(report) - (baseline[round] ?? Number.NaN));
}

/** The lower quartile of the batches: what a call costs when nothing else gets in its way. */
function timeOf(report: Report): number {
  return quantile(report.microseconds, 0.25);
}
