import { mostBytes } from './goals';
import { SOURCES, type Source, type Volume, type Volumes } from './volumes';

const TITLE = '**Telemetry by volume: bytes of OTLP, in brackets spans / attributes / links**';

/**
 * As Markdown.
 *
 * @public for scripts/docs/tables.mjs, too, which loads the built module
 */
export function volumeTable(volumes: Volumes): string {
  const rows = Object.entries(volumes).map(([step, of]) => [
    step,
    ...SOURCES.map((source) => told(of[source], mostBytes(step, source, of.stock))),
    ...(['full', 'standard'] as const).map((source) => share(of, source)),
  ]);
  const headers = ['step', ...SOURCES, 'full ÷ stock', 'standard ÷ stock'];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = headers.map((_, column) => (column === 0 ? '---' : '--:'));
  return `${TITLE}\n\n${[line(headers), line(rule), ...rows.map(line)].join('\n')}`;
}

function told(volume: Volume | undefined, most: number | undefined): string {
  if (volume === undefined) return '-';
  const { bytes, spans, attributes, links } = volume;
  const goal = most === undefined ? '' : ` ${bytes <= most ? '✓' : '✗'}`;
  return `${bytes.toLocaleString('en-US')}${goal} (${spans} / ${attributes} / ${links})`;
}

function share(of: Volumes[string], source: Source): string {
  const { stock, [source]: ours } = of;
  return stock === undefined || ours === undefined ? '-' : (ours.bytes / stock.bytes).toFixed(2);
}
