import type { Filter, MessageRow, Outcome, TraceSource } from '../../../src/model/source';
import { mapOf, plotsOf } from './madeUpMap';
import { storyOf } from './madeUpStory';

/** Sunday morning, so that no test depends on today. */
export const NOON = Date.UTC(2026, 10, 22, 12, 0, 0);

const QUEUES = [
  { queue: 'orders', from: 'web', to: 'orders-worker' },
  { queue: 'payments', from: 'orders-worker', to: 'billing' },
  { queue: 'mails', from: 'billing', to: 'mailer' },
  { queue: 'stock-updates', from: 'warehouse', to: 'orders-worker' },
] as const;
const ERRORS = [
  'PaymentDeclined: the bank said no',
  'TimeoutError: stock service did not answer within 3,000 ms',
  'ReceiptHandleIsInvalid: The receipt handle has expired',
];

/** Rows of made-up messages, the newest first. The tenth of them, and each 23rd after it, is a dead letter. */
export function madeUpRows(count: number, newest = NOON): MessageRow[] {
  return Array.from({ length: count }, (_, index) => rowOf(count - index, newest - index * 733 - random(index) * 300));
}

/** A message by its number: the same number is the same message. */
export function rowOf(number: number, sentAt: number, change: Partial<MessageRow> = {}): MessageRow {
  const way = QUEUES[number % QUEUES.length] ?? QUEUES[0];
  const outcome = outcomeOf(number);
  const failedAttempts = outcome === 'dead' ? 3 : outcome === 'failed' ? 1 : number % 11 === 0 ? 1 : 0;
  const attempts = outcome === 'sent' ? 0 : outcome === 'processed' ? failedAttempts + 1 : Math.max(1, failedAttempts);
  const waited = 8 + random(number) ** 4 * 4000;
  return {
    id: `m${number}`,
    messageId: `${hex(number, 8)}-${hex(number * 7, 4)}-4b1e-9a52-${hex(number * 31, 12)}`,
    system: 'aws_sqs',
    destination: way.queue,
    ...(outcome === 'dead' ? { movedTo: `${way.queue}-dlq` } : {}),
    sentBy: way.from,
    sentAt,
    ...(attempts === 0 ? {} : { waited }),
    took: attempts === 0 ? 0 : waited + attempts * 120 + failedAttempts * 30_000,
    attempts,
    failedAttempts,
    processedBy: attempts === 0 ? [] : [way.to],
    outcome,
    ...(failedAttempts > 0 ? { error: ERRORS[number % ERRORS.length] } : {}),
    ...change,
  };
}

/** Answers from rows, as a model would. Rows may be added while somebody looks. */
export function madeUpSource(rows: MessageRow[]): TraceSource & { readonly rows: MessageRow[] } {
  return {
    rows,
    async messages(filter, { offset, limit }) {
      const all = rows.filter((row) => fits(row, filter));
      return {
        total: all.length,
        rows: all.slice(offset, offset + limit),
        services: [
          ...new Set(rows.flatMap((row) => [...(row.sentBy === undefined ? [] : [row.sentBy]), ...row.processedBy])),
        ].toSorted(),
        destinations: [
          ...new Set(rows.flatMap((row) => [row.destination, ...(row.movedTo === undefined ? [] : [row.movedTo])])),
        ].toSorted(),
        histogram: histogramOf(rows.filter((row) => fits(row, { ...filter, from: undefined, to: undefined }))),
        kept: {
          spans: rows.length * 8,
          traces: rows.length * 2,
          messages: rows.length,
          rows: rows.length,
          droppedSpans: 0,
          droppedTraces: 0,
        },
      };
    },
    async message(id) {
      const row = rows.find((each) => each.id === id);
      return row === undefined ? undefined : storyOf(row);
    },
    async map(filter) {
      return mapOf(rows.filter((row) => fits(row, filter)));
    },
    async plots(filter) {
      return plotsOf(rows.filter((row) => fits(row, filter)));
    },
    watch: () => () => undefined,
  };
}

/** Between 0 and 1, the same for the same seed. */
function random(seed: number): number {
  const value = Math.sin(seed * 12.9898 + 4.1) * 43_758.5453;
  return value - Math.floor(value);
}

function outcomeOf(number: number): Outcome {
  if (number % 23 === 7) return 'dead';
  if (number % 29 === 3) return 'failed';
  if (number % 31 === 5) return 'sent';
  return 'processed';
}

function fits(row: MessageRow, filter: Filter): boolean {
  const { errors, service, destination, outcome, slowerThan, text, from = -Infinity, to = Infinity } = filter;
  return (
    (errors !== true || row.failedAttempts > 0) &&
    (service === undefined || row.sentBy === service || row.processedBy.includes(service)) &&
    (destination === undefined || row.destination === destination || row.movedTo === destination) &&
    (outcome === undefined || row.outcome === outcome) &&
    (slowerThan === undefined || row.took > slowerThan) &&
    (text === undefined || JSON.stringify(row).toLowerCase().includes(text.toLowerCase())) &&
    row.sentAt >= from &&
    row.sentAt <= to
  );
}

function histogramOf(rows: readonly MessageRow[]) {
  const from = rows.reduce((least, { sentAt }) => Math.min(least, sentAt), Infinity);
  const to = rows.reduce((most, { sentAt }) => Math.max(most, sentAt), -Infinity);
  const counts = Array.from({ length: 120 }, () => 0);
  const failed = counts.slice();
  for (const { sentAt, failedAttempts } of rows) {
    const at = Math.min(119, Math.floor(((sentAt - from) / (to - from || 1)) * 120));
    counts[at] = (counts[at] ?? 0) + 1;
    if (failedAttempts > 0) failed[at] = (failed[at] ?? 0) + 1;
  }
  return rows.length === 0 ? { from: 0, to: 0, counts: [], failed: [] } : { from, to, counts, failed };
}

function hex(value: number, length: number): string {
  return Math.floor(random(value) * 16 ** Math.min(length, 12))
    .toString(16)
    .padStart(length, '0')
    .slice(-length);
}
