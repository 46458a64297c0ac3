import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fencedLines } from './blocks.mjs';

/** @typedef {import('./blocks.mjs').Problem} Problem */

// Inline links and images, reference definitions, HTML attributes. A title may follow the target.
const LINKS = [
  /\]\(\s*<?([^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+["'(][^)]*)?\s*\)/g,
  /^\s{0,3}\[[^\]^]+\]:\s*<?([^\s>]+)>?/g,
  /\b(?:href|src)="([^"]+)"/g,
];
/** An address that has lost what it begins with leads nowhere, and looks like text. */
const NO_SCHEME = /(?<![\w+.-]):\/\/\S+/g;
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;
const SOURCE_LINES = /^L\d+(?:-L\d+)?$/;

/**
 * Finds the links of a Markdown text whose file or heading does not exist. Links to other hosts are not followed.
 *
 * @param {string} root of the repository
 * @param {string} path of the Markdown file, absolute
 * @param {string} markdown its text
 * @returns {Problem[]}
 */
export function deadLinks(root, path, markdown) {
  const lines = markdown.split('\n');
  const fenced = fencedLines(lines);
  return lines.flatMap((line, index) => {
    if (fenced[index]) return [];
    const prose = line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '``');
    const targets = LINKS.flatMap((pattern) => [...prose.matchAll(pattern)].map((match) => match[1]));
    const schemeless = [...prose.matchAll(NO_SCHEME)].map(([address]) => ({
      line: index + 1,
      message: `dead link ${address}: it has no scheme`,
    }));
    const dead = targets.flatMap((target) => {
      const fault = faultOf(root, path, target);
      return fault === undefined ? [] : [{ line: index + 1, message: `dead link ${target}: ${fault}` }];
    });
    return [...schemeless, ...dead];
  });
}

/**
 * @param {string} root
 * @param {string} from
 * @param {string} target
 * @returns {string | undefined} what is wrong with the link
 */
function faultOf(root, from, target) {
  if (ELSEWHERE.test(target)) return undefined;
  const [path, anchor] = target.split('#', 2).map(decoded);
  // GitHub resolves a leading slash from the root of the repository.
  const file = path === '' ? from : path.startsWith('/') ? resolve(root, `.${path}`) : resolve(dirname(from), path);
  if (relative(root, file).split(sep)[0] === '..') return 'it leads out of the repository';
  if (!existsSync(file)) return 'there is no such file';
  if (anchor === undefined) return undefined;
  if (!file.endsWith('.md')) {
    return SOURCE_LINES.test(anchor) && statSync(file).isFile() ? undefined : 'only Markdown has anchors';
  }
  return anchors(readFileSync(file, 'utf8')).has(anchor) ? undefined : `no heading makes #${anchor}`;
}

/** @param {string} text a part of a link; a malformed escape stands for itself */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The anchors of a Markdown text as GitHub makes them: one for every heading, plus explicit ids.
 *
 * @param {string} markdown
 * @returns {Set<string>}
 */
function anchors(markdown) {
  const lines = markdown.split('\n');
  const fenced = fencedLines(lines);
  const found = new Set();
  lines.forEach((line, index) => {
    if (fenced[index]) return;
    for (const match of line.matchAll(/<[a-z][^>]*\s(?:id|name)="([^"]+)"/gi)) found.add(match[1]);
    const heading = headingAt(lines, index);
    if (heading === undefined) return;
    const base = slug(heading);
    let anchor = base;
    for (let repeat = 1; found.has(anchor); repeat++) anchor = `${base}-${repeat}`;
    found.add(anchor);
  });
  return found;
}

/** @param {string[]} lines @param {number} index */
function headingAt(lines, index) {
  const hashes = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(lines[index]);
  if (hashes) return hashes[1];
  const underlined = /^ {0,3}(?:=+|-{2,})\s*$/.test(lines[index + 1] ?? '') && /^ {0,3}[^\s|>#*-]/.test(lines[index]);
  return underlined ? lines[index].trim() : undefined;
}

/** @param {string} heading */
function slug(heading) {
  return heading
    .replaceAll(/`([^`]*)`/g, (_, code) => code.replaceAll(/[^\w\- ]/g, ''))
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^>]+>/g, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
