import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const OPENING = /^\s*\/\/ #region (\S+)\s*$/;
const CLOSING = /^\s*\/\/ #endregion\b/;

/**
 * The code of a region as a fenced block. The build compiles the file, so the code that a reader copies compiles.
 *
 * @param {string} root of the repository
 * @param {string} reference `path/of/file.ts#region`
 * @returns {Promise<string>}
 */
export async function renderSnippet(root, reference) {
  const [path, region] = reference.split('#');
  if (!/\.m?ts$/.test(path) || !region) throw new Error('a snippet is named path/of/file.ts#region');
  const source = await readFile(resolve(root, path), 'utf8').catch(() => {
    throw new Error(`there is no file ${path}`);
  });
  return ['```ts', ...extractRegion(source, region), '```'].join('\n');
}

/**
 * The lines between `// #region name` and its `// #endregion`, dedented, without the markers of regions inside.
 *
 * @param {string} source
 * @param {string} name
 * @returns {string[]}
 */
export function extractRegion(source, name) {
  const lines = source.split('\n');
  const starts = lines.flatMap((line, index) => (OPENING.exec(line)?.[1] === name ? [index] : []));
  if (starts.length !== 1) throw new Error(`${starts.length} regions have the name ${name}, not one`);

  const body = [];
  let depth = 1;
  for (const line of lines.slice(starts[0] + 1)) {
    if (OPENING.test(line)) depth += 1;
    else if (CLOSING.test(line)) depth -= 1;
    else body.push(line);
    if (depth === 0) return dedent(trimBlank(body));
  }
  throw new Error(`region ${name} has no // #endregion`);
}

/** @param {string[]} lines */
function trimBlank(lines) {
  const filled = lines.map((line) => line.trim() !== '');
  return lines.slice(Math.max(filled.indexOf(true), 0), filled.lastIndexOf(true) + 1);
}

/** @param {string[]} lines */
function dedent(lines) {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents, Infinity);
  return lines.map((line) => line.slice(Math.min(common, line.length)).trimEnd());
}
