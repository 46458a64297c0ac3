/**
 * A Markdown table.
 *
 * @param {readonly string[]} headers
 * @param {ReadonlyArray<readonly (string | number)[]>} rows
 * @returns {string}
 */
export function table(headers, rows) {
  return [row(headers), row(headers.map(() => '---')), ...rows.map(row)].join('\n');
}

/** @param {readonly (string | number)[]} cells */
function row(cells) {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** @param {string | number} text */
function cell(text) {
  return String(text)
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}

/**
 * Text as inline code.
 *
 * @param {string} text
 * @returns {string}
 */
export function code(text) {
  return `\`${text}\``;
}
