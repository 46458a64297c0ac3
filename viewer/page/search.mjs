import { plural } from '../src/text';
import { byId, element } from './dom.mjs';
import { report, spanAt, traceAt } from './report.mjs';
import { focusItem, rows, showOnly } from './tree.mjs';

const input = /** @type {HTMLInputElement} */ (byId('search'));
const output = byId('found');
/** What each span can be found by, in lower case; made at the first search. @type {string[] | undefined} */
let texts;
/** @type {string[]} */
let words = [];
/** @type {number[]} */
let found = [];
/** Which of the found ones was visited last. */
let visited = -1;

/** Shows what is found while somebody types. */
export function startSearch() {
  input.addEventListener('input', search);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || found.length === 0) return;
    event.preventDefault();
    visited = (visited + (event.shiftKey ? found.length - 1 : 1)) % found.length;
    focusItem(rows[found[visited]]);
  });
}

/** Ends the search. @returns {boolean} whether there was one */
export function endSearch() {
  if (input.value === '') return false;
  input.value = '';
  search();
  return true;
}

/** Moves the focus to where one types. */
export function focusSearch() {
  input.focus();
  input.select();
}

/**
 * Text in which the words that are searched are marked.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function marked(text) {
  // Lower case may be of another length ('İ'): then there is no place to mark.
  const lower = text.toLowerCase();
  if (words.length === 0 || lower.length !== text.length) return [text];
  /** @type {(Node | string)[]} */
  const parts = [];
  let at = 0;
  while (at < text.length) {
    const next = firstWord(lower, at);
    if (next === undefined) break;
    parts.push(text.slice(at, next.from), element('mark', {}, text.slice(next.from, next.to)));
    at = next.to;
  }
  return [...parts, text.slice(at)];
}

/**
 * The first of the words from a position on, the longest one of those that start there.
 *
 * @param {string} lower
 * @param {number} at
 */
function firstWord(lower, at) {
  /** @type {{ from: number, to: number } | undefined} */
  let first;
  for (const word of words) {
    const from = lower.indexOf(word, at);
    if (from < 0) continue;
    const to = from + word.length;
    if (first === undefined || from < first.from || (from === first.from && to > first.to)) first = { from, to };
  }
  return first;
}

function search() {
  texts ??= report.spans.map((_, row) => textOf(row));
  words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  found =
    words.length === 0 ? [] : texts.flatMap((text, row) => (words.every((word) => text.includes(word)) ? [row] : []));
  visited = -1;
  for (const [row, line] of rows.entries()) line.querySelector('.label')?.replaceChildren(...marked(spanAt(row).name));
  showOnly(words.length === 0 ? undefined : new Set(found));
  const traces = new Set(found.map(traceAt)).size;
  output.textContent = words.length === 0 ? '' : `${plural(found.length, 'span')} in ${plural(traces, 'trace')}`;
  const empty = byId('empty');
  empty.hidden = words.length === 0 || found.length > 0;
  empty.textContent = empty.hidden ? '' : 'Nothing was found.';
}

/** @param {number} row */
function textOf(row) {
  const span = spanAt(row);
  const pairs = [span, ...span.events, ...span.links].flatMap(({ attributes }) =>
    attributes.map(([key, value]) => `${key}=${value}`),
  );
  const ids = [traceAt(row).id, span.id, ...span.links.flatMap((link) => [link.traceId, link.spanId])];
  const said = [span.name, span.kind, span.failed ? 'failed error' : '', span.message, span.detail];
  return [...said, ...pairs, ...span.events.map(({ name }) => name), ...ids].join('\n').toLowerCase();
}
