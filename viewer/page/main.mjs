import { byId } from './dom.mjs';
import { detailsShown, hideDetails, showDetails } from './details.mjs';
import { linkedRow, startTreeKeys } from './keys.mjs';
import { drawRails, markRails } from './rails.mjs';
import { keyOf, rowOfKey } from './report.mjs';
import { endSearch, focusSearch, startSearch } from './search.mjs';
import { startTheme } from './theme.mjs';
import { buildTree, currentItem, focusItem, isOpen, reveal, roveTo, rowOf, rows, setOpen, standIn } from './tree.mjs';

const tree = byId('tree');
const dialog = /** @type {HTMLDialogElement} */ (byId('keys'));
/** The span whose details are shown. @type {number | undefined} */
let selected;
/** How many jumps the browser's Back can take back. @type {number} */
let jumps = history.state?.jumps ?? 0;

startTheme();
buildTree();
startSearch();
startTreeKeys({ show, jump, back });
drawRails();

/**
 * Shows a span's details.
 *
 * @param {number} row
 * @param {boolean} enter whether the focus moves into them
 */
function show(row, enter) {
  select(row);
  showDetails(row, { open: jump, close, back: jumps > 0 ? back : undefined });
  // On a phone, they cover the lower half.
  rows[row].scrollIntoView({ block: 'nearest' });
  if (!enter) return;
  remember(row);
  byId('details').focus();
}

/** Lets the address say where one is. @param {number} row */
function remember(row) {
  history.replaceState({ jumps }, '', `#${keyOf(row)}`);
}

/** @param {number | undefined} row */
function select(row) {
  if (selected !== undefined) rows[selected].setAttribute('aria-selected', 'false');
  selected = row;
  if (row !== undefined) rows[row].setAttribute('aria-selected', 'true');
  markRails(row, 'chosen');
}

/**
 * Goes to the other end of a link, so that Back leads back.
 *
 * @param {number} row
 */
function jump(row) {
  const from = selected ?? rowOf(currentItem() ?? tree);
  if (from >= 0) remember(from);
  jumps += 1;
  history.pushState({ jumps }, '', `#${keyOf(row)}`);
  arrive(row);
}

function back() {
  if (jumps > 0) history.back();
}

/**
 * Brings a span into view, with its details.
 *
 * @param {number} row
 */
function arrive(row) {
  if (standIn(row) === undefined) endSearch();
  reveal(row);
  show(row, false);
  focusItem(rows[row]);
  rows[row].scrollIntoView({ block: 'center' });
}

function close() {
  hideDetails();
  select(undefined);
  focusItem(currentItem());
}

tree.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  /** @type {HTMLElement | null} */
  const item = target.closest('[role=treeitem]');
  if (item === null) return;
  focusItem(item);
  const row = rowOf(item);
  if (row < 0 || target.closest('.caret') !== null) setOpen(item, !isOpen(item));
  else {
    show(row, false);
    remember(row);
  }
});
tree.addEventListener('focusin', (event) => {
  const item = /** @type {HTMLElement} */ (event.target);
  // Assistive technology focuses lines by itself.
  roveTo(item);
  const row = rowOf(item);
  // With the details open, they follow the focus.
  if (row >= 0 && detailsShown() && row !== selected) show(row, false);
});
tree.addEventListener('pointerover', (event) => {
  const item = /** @type {Element} */ (event.target).closest('[role=treeitem]');
  markRails(item === null ? undefined : rowOf(/** @type {HTMLElement} */ (item)), 'near');
});
tree.addEventListener('pointerleave', () => markRails(undefined, 'near'));
tree.addEventListener('change', () => {
  drawRails();
  markRails(selected, 'chosen');
});

byId('rails').addEventListener('click', (event) => {
  const arrow = /** @type {Element} */ (event.target).closest('.arrow');
  if (arrow === null) return;
  const from = Number(arrow.getAttribute('data-from'));
  const to = Number(arrow.getAttribute('data-to'));
  jump(selected === to ? from : to);
});

new ResizeObserver(() => {
  drawRails();
  markRails(selected, 'chosen');
}).observe(tree);

addEventListener('popstate', (event) => {
  jumps = event.state?.jumps ?? 0;
  const row = rowOfKey(location.hash.slice(1));
  if (row >= 0) arrive(row);
});

byId('details').addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next = event.key === 'l' ? linkedRow(selected ?? -1) : undefined;
  if (next !== undefined) jump(next);
  if (event.key === 'b') back();
});

byId('help').addEventListener('click', () => dialog.showModal());
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLInputElement;
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (event.key === '/' && !typing) {
    event.preventDefault();
    focusSearch();
  } else if (event.key === '?' && !typing) {
    dialog.showModal();
  } else if (event.key === 'Escape') {
    if (typing) {
      event.preventDefault();
      endSearch();
      focusItem(currentItem());
    } else if (detailsShown()) close();
    else endSearch();
  }
});

const linked = rowOfKey(location.hash.slice(1));
if (linked >= 0) arrive(linked);
