import { RATE, type ScaleResults, WORKERS, type WorkerCosts } from './runs';
import type { RunResult } from './workers';

const MEGABYTE = 1e6;
/** Below it, a digit more says something. */
const SMALL = 10;

/**
 * What one worker costs, as Markdown.
 *
 * @public for scripts/docs/tables.mjs, too, which loads the built module
 */
export function workerTable({ costs }: ScaleResults): string {
  const own = costs.find(({ source }) => source === 'untraced');
  const rows = costs.map(({ source, steady, backlog }) => [
    source,
    count(backlog.messages / backlog.cpuSeconds),
    count(microseconds(backlog)),
    own === undefined ? '-' : count(microseconds(backlog) - microseconds(own.backlog)),
    `${((steady.cpuSeconds / steady.seconds) * 100).toFixed(1)} %`,
    (steady.rssBytes / MEGABYTE).toFixed(0),
    (steady.heapBytes / MEGABYTE).toFixed(0),
    (steady.spans.ended / steady.messages).toFixed(1),
    count(steady.bytesPerSpan),
    `${steady.spans.dropped}, ${backlog.spans.dropped}`,
  ]);
  return table(
    [
      'worker',
      'messages a CPU second',
      'CPU µs a message',
      'added',
      `CPU at ${RATE} messages a second`,
      'memory, MB',
      'heap in use, MB',
      'spans a message',
      'bytes a span',
      'dropped',
    ],
    rows,
  );
}

/**
 * The same times the workers: what follows if all of them are as this one.
 *
 * @public for scripts/docs/tables.mjs, too, which loads the built module
 */
export function scaleTable({ costs }: ScaleResults): string {
  const rows = costs
    .filter(({ source }) => source !== 'untraced')
    .map((worker) => {
      const spans = (WORKERS * RATE * worker.steady.spans.ended) / worker.steady.messages;
      const bytes = spans * worker.steady.bytesPerSpan;
      return [
        worker.source,
        count(addedCores(worker, costs)),
        count(spans),
        (bytes / MEGABYTE).toFixed(1),
        count((bytes * 86_400) / 1e9),
        count((spans * 86_400) / MEGABYTE),
      ];
    });
  return table(
    ['detail', 'cores added, of all workers', 'spans a second', 'MB a second', 'GB a day', 'millions of spans a day'],
    rows,
  );
}

/**
 * What does not arrive, as Markdown.
 *
 * @public for scripts/docs/tables.mjs, too, which loads the built module
 */
export function lossTable({ losses }: ScaleResults): string {
  const rows = losses.map(({ situation, settings, result }) => [
    situation,
    Object.entries(settings)
      .map(([name, value]) => `\`${name}=${value}\``)
      .join(' ') || 'defaults',
    count(result.messages / result.seconds),
    count(result.spans.ended),
    count(result.spans.ended - result.spans.exported),
    (result.rssBytes / MEGABYTE).toFixed(0),
  ]);
  return table(['situation', 'settings', 'messages a second', 'spans', 'lost', 'memory, MB'], rows);
}

function microseconds({ cpuSeconds, messages }: RunResult): number {
  return (cpuSeconds / messages) * 1e6;
}

function addedCores({ steady }: WorkerCosts, costs: readonly WorkerCosts[]): number {
  const own = costs.find(({ source }) => source === 'untraced')?.steady;
  const share = ({ cpuSeconds, seconds }: RunResult): number => cpuSeconds / seconds;
  return own === undefined ? NaN : WORKERS * (share(steady) - share(own));
}

function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < SMALL ? 1 : 0 });
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = headers.map((_, column) => (column === 0 ? '---' : '--:'));
  return [line(headers), line(rule), ...rows.map(line)].join('\n');
}
