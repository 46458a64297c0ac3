/** What is said with different words each time: ids, times, and the bars that show them. */
const VARIABLE: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/[▀-▟]+/gu, ' '],
  [/\b[0-9a-f]{8}\b/g, 'ID'],
  [/\b\d+(?:\.\d+)? (?:µs|ms|s)(?=\s|$)/g, 'TIME'],
  [/─+/gu, '─'],
  [/ +/g, ' '],
];

/** The lines of an output without what differs from run to run, and without blank ones. */
function essence(output: string): string[] {
  return output
    .split('\n')
    .map((line) =>
      VARIABLE.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), line).trim(),
    )
    .filter((line) => line !== '');
}

/** The lines of an expected output that an output does not have. */
export function missingLines(expected: string, output: string): string[] {
  const lines = new Set(essence(output));
  return essence(expected).filter((line) => !lines.has(line));
}
