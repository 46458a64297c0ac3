/** Blocks that fill a cell from the left, by eighths. */
const LEFT_BLOCKS = '▏▎▍▌▋▊▉█';

/**
 * Draws a span on its trace's time axis, exactly `columns` columns wide.
 * @param from start of the span, as a fraction of the axis
 * @param to end of the span, as a fraction of the axis
 */
export function drawBar(from: number, to: number, columns: number): string {
  const eighths = columns * 8;
  // Something happened here, however short: an eighth at least, and always on the axis.
  const start = Math.min(Math.max(0, Math.round(from * eighths)), eighths - 1);
  const end = Math.min(Math.max(start + 1, Math.round(to * eighths)), eighths);
  const first = Math.floor(start / 8);
  const last = Math.floor((end - 1) / 8);
  const cells = first === last ? withinCell(start % 8, end - start) : acrossCells(start, end, last - first - 1);
  return `${' '.repeat(first)}${cells}${' '.repeat(columns - last - 1)}`;
}

function acrossCells(start: number, end: number, between: number): string {
  return rightBlock(8 - (start % 8)) + '█'.repeat(between) + leftBlock(((end - 1) % 8) + 1);
}

/** A bar inside one cell leans to the side that it is nearer to. */
function withinCell(offset: number, length: number): string {
  return offset <= 8 - offset - length ? leftBlock(length) : rightBlock(length);
}

function leftBlock(eighths: number): string {
  return LEFT_BLOCKS.charAt(eighths - 1);
}

/** Unicode has only these three that fill a cell from the right. */
function rightBlock(eighths: number): string {
  if (eighths <= 2) return '▕';
  return eighths <= 5 ? '▐' : '█';
}
