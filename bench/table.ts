/** A column of a table: its header, and its cell in each row. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => string;
}

/** What is not there. */
export const NONE = '-';

/** A table in Markdown, without columns that have nothing in them. The first one is text, and the others are numbers. */
export function tableOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const used = columns.filter(({ cell }) => rows.some((row) => cell(row) !== NONE));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(used.map(({ header }) => header)),
    line(used.map((_, column) => (column === 0 ? '---' : '--:'))),
    ...rows.map((row) => line(used.map(({ cell }) => cell(row)))),
  ].join('\n');
}

export function micros(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 1 : 0);
}

export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

/** A number and whether it is small enough. */
export function judged(value: number, most: number): string {
  return `${value.toFixed(2)} ${value <= most ? '✓' : '✗'} (≤ ${most})`;
}
