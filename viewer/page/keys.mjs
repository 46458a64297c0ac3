import { byId } from './dom.mjs';
import { report, spanAt } from './report.mjs';
import {
  canOpen,
  currentItem,
  focusItem,
  isOpen,
  items,
  neighbour,
  parentOf,
  reveal,
  rowOf,
  rows,
  setOpen,
  standIn,
} from './tree.mjs';

/**
 * What keys do in the tree.
 *
 * @param {{ show: (row: number, enter: boolean) => void, jump: (row: number) => void, back: () => void }} actions
 */
export function startTreeKeys({ show, jump, back }) {
  /** @type {Record<string, (item: HTMLElement) => void>} */
  const keys = {
    ArrowDown: (item) => focusItem(neighbour(item, 1)),
    ArrowUp: (item) => focusItem(neighbour(item, -1)),
    ArrowRight: (item) => {
      if (!canOpen(item)) return;
      if (isOpen(item)) focusItem(neighbour(item, 1));
      else setOpen(item, true);
    },
    ArrowLeft: (item) => {
      if (canOpen(item) && isOpen(item)) {
        setOpen(item, false);
        if (!isOpen(item)) return;
      }
      focusItem(parentOf(item));
    },
    Home: () => focusItem(items.find((item) => item.offsetParent !== null)),
    End: () => focusItem(items.findLast((item) => item.offsetParent !== null)),
    Enter: (item) => enter(item),
    ' ': (item) => enter(item),
    l: (item) => {
      const next = linkedRow(rowOf(item));
      if (next !== undefined) jump(next);
    },
    b: back,
    e: (item) => focusItem(nextFailed(item)),
  };

  /** @param {HTMLElement} item */
  function enter(item) {
    const row = rowOf(item);
    if (row < 0) setOpen(item, !isOpen(item));
    else show(row, true);
  }

  byId('tree').addEventListener('keydown', (event) => {
    const item = currentItem();
    const action = keys[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || item === undefined || action === undefined) return;
    event.preventDefault();
    action(item);
  });
}

/** Where a span's message went, or else where it came from. @param {number} row */
export function linkedRow(row) {
  if (row < 0) return undefined;
  const { continuations, links } = spanAt(row);
  return [...continuations, ...links.map((link) => link.row)].find((target) => target !== undefined);
}

/** The next span that failed, from the top again after the last. @param {HTMLElement} item */
function nextFailed(item) {
  const at = items.indexOf(item);
  const order = [...items.slice(at + 1), ...items.slice(0, at + 1)].map(rowOf);
  const row = order.find((candidate) => candidate >= 0 && report.spans[candidate].failed && !hiddenBySearch(candidate));
  if (row === undefined) return undefined;
  reveal(row);
  return rows[row];
}

/** @param {number} row */
function hiddenBySearch(row) {
  return standIn(row) === undefined;
}
