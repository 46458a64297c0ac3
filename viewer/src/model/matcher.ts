import type { Filter } from './source';
import type { Summary } from './kept';

/** Whether a row fits a filter, its text aside. */
export function matcherOf({
  errors,
  service,
  destination,
  outcome,
  slowerThan,
  from,
  to,
}: Filter): (summary: Summary) => boolean {
  return ({ row, stations }) =>
    (errors !== true || row.error !== undefined || row.failedAttempts > 0) &&
    (service === undefined || row.sentBy === service || row.processedBy.includes(service)) &&
    (destination === undefined || stations.some((station) => station.destination === destination)) &&
    (outcome === undefined || row.outcome === outcome) &&
    (slowerThan === undefined || row.took > slowerThan) &&
    (from === undefined || row.sentAt >= from) &&
    (to === undefined || row.sentAt <= to);
}
