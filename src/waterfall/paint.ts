import { clean, clip, columnsOf } from './text';

/** How a piece of a line looks when colours are on. */
export type Style = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** A piece of a line. */
export interface Segment {
  readonly text: string;
  readonly style: Style;
}

/** One line of the output, before it is cut and coloured. */
export type Line = readonly Segment[];

/** The sixteen colours of ECMA-48: every terminal has them, and they follow the reader's own theme. */
const CODES: Readonly<Record<Exclude<Style, 'plain'>, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
};

/** A {@link Segment}. */
export function segment(text: string, style: Style = 'plain'): Segment {
  return { text, style };
}

/** Turns lines into text. The one place that colours, and the last one that cuts: no line leaves it wider than `width`. */
export function createPainter(width: number, color: boolean): (line: Line) => string {
  return (line) => {
    let painted = '';
    let left = width;
    for (const piece of trimEnd(line)) {
      const whole = clean(piece.text);
      const text = clip(whole, left);
      painted += color ? colored(text, piece.style) : text;
      left -= columnsOf(text);
      if (text !== whole) break;
    }
    return painted;
  };
}

/** Without the blanks at the end of the line: they would be underlined by nobody, but wrapped by narrow terminals. */
function trimEnd(line: Line): Line {
  const last = line.findLastIndex((piece) => piece.text.trim() !== '');
  const end = line[last];
  return end === undefined ? [] : [...line.slice(0, last), { ...end, text: end.text.trimEnd() }];
}

function colored(text: string, style: Style): string {
  return style === 'plain' || text === '' ? text : `\u001b[${CODES[style]}m${text}\u001b[0m`;
}
