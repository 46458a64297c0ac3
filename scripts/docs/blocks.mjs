/**
 * @typedef {object} Block a generated part of a Markdown file, between its two marker comments
 * @property {string} kind `snippet`, `table` or `api`
 * @property {string} name what the opening marker names: a region, a table or an entry of the package
 * @property {number} line of the opening marker, counted from 1
 */

/**
 * @typedef {object} Problem
 * @property {number} line
 * @property {string} message
 */

const OPENING = /^(\s*)<!-- (snippet|table|api): (\S+) -->\s*$/;
const CLOSING = /^\s*<!-- \/(snippet|table|api) -->\s*$/;
const FENCE = /^\s*(`{3,}|~{3,})/;

/**
 * Marks the lines of a Markdown text that are in fenced code, including the fences.
 *
 * @param {readonly string[]} lines
 * @returns {boolean[]}
 */
export function fencedLines(lines) {
  let fence = '';
  return lines.map((line) => {
    const mark = FENCE.exec(line)?.[1];
    if (fence === '') {
      fence = mark ?? '';
      return mark !== undefined;
    }
    // A fence ends at a fence of its own kind that is at least as long and has no info string.
    if (mark !== undefined && mark.startsWith(fence) && line.trim() === mark) fence = '';
    return true;
  });
}

/**
 * Regenerates every block of a Markdown text. The indentation of a block is that of its opening marker.
 *
 * @param {string} markdown
 * @param {(block: Block) => string | Promise<string>} render gives the new content; its errors become problems
 * @returns {Promise<{ markdown: string, stale: Block[], problems: Problem[] }>} `stale`: the blocks that changed
 */
export async function renderBlocks(markdown, render) {
  const lines = markdown.split('\n');
  const fenced = fencedLines(lines);
  /** @type {string[]} */
  const output = [];
  /** @type {Block[]} */
  const stale = [];
  /** @type {Problem[]} */
  const problems = [];

  for (let at = 0; at < lines.length; at++) {
    output.push(lines[at]);
    if (fenced[at]) continue;
    const closing = CLOSING.exec(lines[at]);
    if (closing) problems.push({ line: at + 1, message: `<!-- /${closing[1]} --> closes nothing` });
    const opening = OPENING.exec(lines[at]);
    if (!opening) continue;

    const [, indent, kind, name] = opening;
    const block = { kind, name, line: at + 1 };
    const end = lines.findIndex((line, index) => index > at && (CLOSING.test(line) || OPENING.test(line)));
    if (end === -1 || CLOSING.exec(lines[end])?.[1] !== kind) {
      problems.push({ line: block.line, message: `${kind} ${name} has no closing <!-- /${kind} -->` });
      continue;
    }
    const before = lines.slice(at + 1, end);
    const after = await rendered(block, indent, before);
    if (after.join('\n') !== before.join('\n')) stale.push(block);
    output.push(...after, lines[end]);
    at = end;
  }
  return { markdown: output.join('\n'), stale, problems };

  /** @param {Block} block @param {string} indent @param {string[]} fallback */
  async function rendered(block, indent, fallback) {
    try {
      const content = await render(block);
      return content.split('\n').map((line) => (line === '' ? '' : indent + line));
    } catch (error) {
      problems.push({
        line: block.line,
        message: `${block.kind} ${block.name}: ${/** @type {Error} */ (error).message}`,
      });
      return fallback;
    }
  }
}
