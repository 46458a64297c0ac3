import { byId } from './dom.mjs';
import { ends, hasChildren, parents, report, traceAt, traceOf } from './report.mjs';
import { labelLine, traceCard } from './rows.mjs';

const tree = byId('tree');
/** All lines from top to bottom, those of the traces among them. @type {HTMLElement[]} */
export const items = [];
/** @type {HTMLElement[]} */
export const rows = [];
/** @type {{ card: HTMLElement, head: HTMLElement, part: HTMLElement | undefined }[]} */
const cards = [];
/** Closed lines. @type {Set<HTMLElement>} */
const closed = new Set();
/** What a search lets through: everything, or rows and the rows above them. @type {Set<number> | undefined} */
let wanted;
/** @type {HTMLElement | undefined} */
let current;

/** Draws all traces. */
export function buildTree() {
  const all = document.createDocumentFragment();
  for (const [number, { label }] of report.traces.entries()) {
    const { card, head, lines } = traceCard(number);
    const isNew = label !== undefined && label !== report.traces[number - 1]?.label;
    const part = isNew ? labelLine(label) : undefined;
    all.append(...(part === undefined ? [] : [part]), card);
    cards.push({ card, head, part });
    rows.push(...lines);
    items.push(head, ...lines);
  }
  tree.append(all);
  if (items[0] !== undefined) roveTo(items[0]);
}

/**
 * The row of a line, or -1 for a trace's.
 *
 * @param {HTMLElement} item
 */
export function rowOf(item) {
  return item.id.startsWith('row-') ? Number(item.id.slice(4)) : -1;
}

/** The line that has the focus, or had it last. */
export function currentItem() {
  return current;
}

/**
 * Makes a line the one that Tab leads to.
 *
 * @param {HTMLElement} item
 */
export function roveTo(item) {
  current?.setAttribute('tabindex', '-1');
  current = item;
  item.setAttribute('tabindex', '0');
}

/**
 * Moves the focus.
 *
 * @param {HTMLElement | undefined} item
 */
export function focusItem(item) {
  if (item === undefined) return;
  roveTo(item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: 'nearest' });
}

/**
 * The next line that is shown, in steps of 1 or -1.
 *
 * @param {HTMLElement} item
 * @param {1 | -1} step
 */
export function neighbour(item, step) {
  for (let at = items.indexOf(item) + step; at >= 0 && at < items.length; at += step) {
    if (isShown(items[at])) return items[at];
  }
  return undefined;
}

/** @param {HTMLElement | undefined} item */
function isShown(item) {
  return item !== undefined && !item.hidden && item.closest('.card[hidden]') === null;
}

/**
 * The line that a line is below of.
 *
 * @param {HTMLElement} item
 */
export function parentOf(item) {
  const row = rowOf(item);
  if (row < 0) return undefined;
  return rows[parents[row]] ?? cards[traceOf[row]].head;
}

/** @param {HTMLElement} item */
export function isOpen(item) {
  return item.getAttribute('aria-expanded') === 'true';
}

/** @param {HTMLElement} item */
export function canOpen(item) {
  return rowOf(item) < 0 || hasChildren(rowOf(item));
}

/**
 * Opens or closes a line. While a search goes on, everything is open.
 *
 * @param {HTMLElement} item
 * @param {boolean} open
 */
export function setOpen(item, open) {
  if (!canOpen(item) || wanted !== undefined) return;
  if (open) closed.delete(item);
  else closed.add(item);
  update();
}

/**
 * Opens all that a row is below of.
 *
 * @param {number} row
 */
export function reveal(row) {
  if (wanted !== undefined) return;
  let changed = closed.delete(cards[traceOf[row]].head);
  for (let above = parents[row]; above >= 0; above = parents[above]) changed = closed.delete(rows[above]) || changed;
  if (changed) update();
}

/**
 * Shows only some rows and what they are below of; undefined shows all.
 *
 * @param {Set<number> | undefined} found
 */
export function showOnly(found) {
  wanted = found === undefined ? undefined : new Set(found);
  for (const row of found ?? []) {
    for (let above = parents[row]; above >= 0 && !wanted?.has(above); above = parents[above]) wanted?.add(above);
  }
  for (const [row, line] of rows.entries()) {
    line.classList.toggle('aside', found !== undefined && !found.has(row));
  }
  update();
}

/**
 * The line that stands for a row: itself, or the closed one that it is below of. Undefined where a search hides it.
 *
 * @param {number} row
 */
export function standIn(row) {
  let shown = row;
  for (let above = row; above >= 0; above = parents[above]) if (rows[above].hidden) shown = parents[above];
  const item = rows[shown] ?? cards[traceOf[row]].head;
  return isShown(item) ? item : undefined;
}

function update() {
  for (const [number, { card, head, part }] of cards.entries()) {
    const { first, count } = report.traces[number];
    let any = false;
    let hiddenUpTo = isClosed(head) ? first + count : first;
    for (let row = first; row < first + count; row += 1) {
      const line = rows[row];
      const matches = wanted === undefined || wanted.has(row);
      any ||= matches;
      line.hidden = !matches || row < hiddenUpTo;
      if (hasChildren(row)) line.setAttribute('aria-expanded', String(!isClosed(line)));
      if (!line.hidden && isClosed(line)) hiddenUpTo = ends[row];
    }
    head.setAttribute('aria-expanded', String(!isClosed(head)));
    card.hidden = !any;
    if (part !== undefined) part.hidden = !isPartShown(number);
  }
  if (current !== undefined && !isShown(current)) {
    const stand = rowOf(current) < 0 ? undefined : standIn(rowOf(current));
    const next = stand ?? items.find(isShown);
    if (next !== undefined) roveTo(next);
  }
  tree.dispatchEvent(new Event('change'));
}

/** @param {HTMLElement} item */
function isClosed(item) {
  return wanted === undefined && closed.has(item);
}

/** A part is shown as long as one of its traces is. @param {number} from */
function isPartShown(from) {
  const { label } = report.traces[from];
  for (let number = from; report.traces[number]?.label === label; number += 1) {
    const { first, count } = report.traces[number];
    for (let row = first; row < first + count; row += 1) if (wanted === undefined || wanted.has(row)) return true;
  }
  return false;
}

/**
 * Where a trace that a row is part of is drawn.
 *
 * @param {number} row
 */
export function traceName(row) {
  return `${traceAt(row).name} · trace ${traceAt(row).shortId}`;
}
