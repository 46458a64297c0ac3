import { button, byId, element } from '../dom.mjs';
import { number } from '../format.mjs';
import { placeholder, virtualRows } from '../virtual.mjs';
import { COLUMNS, drawRow } from './cells.mjs';
import { startHistogram } from './histogram.mjs';
import { pagedRows } from './pages.mjs';
import { emptyText } from './empty.mjs';

/** @typedef {import('../../src/model/source').Filter} Filter */
/** @typedef {import('../../src/model/source').MessageList} MessageList */

/**
 * The list of messages.
 *
 * @param {object} page
 * @param {import('../source.mjs').TraceSource} page.source
 * @param {boolean} page.live
 * @param {(id: string) => void} page.open
 * @param {(change: Partial<Filter>) => void} page.narrow changes the filter
 * @param {(list: MessageList) => void} page.answered
 * @param {(error: unknown) => void} page.failed
 */
export function messageList({ source, live, open, narrow, answered, failed }) {
  /** @type {Filter} */
  let filter = {};
  let total = 0;
  let unseen = 0;
  let hovered = false;
  /** Where one was: what is hidden has no place. */
  let place = 0;
  /** @type {string | undefined} */
  let shown;
  let busy = false;
  let again = false;

  const view = byId('messages');
  const histogram = startHistogram(narrow);
  const body = element('div', { class: 'rows', role: 'rowgroup' });
  const head = element(
    'div',
    { class: 'row columns', role: 'row', 'aria-rowindex': '1' },
    ...COLUMNS.map(([style, title]) => element('span', { class: `cell c-${style}`, role: 'columnheader' }, title)),
  );
  const grid = element(
    'div',
    { class: 'scroller list', role: 'grid', tabindex: '0', 'aria-label': 'Messages, the newest first' },
    head,
    body,
  );
  const more = button({ class: 'newer', hidden: '' }, '', () => {
    rows.setActive(-1, 'no');
    rows.toTop();
    void refresh();
  });
  const empty = element('div', { class: 'empty', hidden: '' });
  view.append(histogram.element, element('div', { class: 'stack' }, grid, more, empty));

  const pages = pagedRows((offset, limit) => source.messages(filter, { offset, limit }), arrived, failed);
  const rows = virtualRows({
    scroller: grid,
    body,
    stop: grid,
    name: 'message',
    draw(index) {
      const row = pages.at(index);
      return row === undefined ? placeholder() : drawRow(row, index);
    },
    open(index) {
      const row = pages.at(index);
      if (row !== undefined) open(row.id);
    },
    moved: () => rows?.top() && unseen > 0 && tellNewer(0),
  });
  grid.addEventListener('pointerenter', () => (hovered = true));
  grid.addEventListener('pointerleave', () => (hovered = false));

  /** @param {MessageList} list */
  function arrived(list) {
    total = list.total;
    grid.setAttribute('aria-rowcount', String(total + 1));
    rows.setCount(total);
    histogram.draw(list.histogram, filter);
    empty.hidden = total > 0;
    if (total === 0) empty.replaceChildren(...emptyText(list, filter, live, () => narrow(CLEARED)));
    answered(list);
  }

  /** What somebody looks at, or points at, stays where it is: newer messages come above it. */
  function holds() {
    return !rows.top() || hovered || rows.active >= 0;
  }

  async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      await renew();
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
      if (again) {
        again = false;
        void refresh();
      }
    }
  }

  async function renew() {
    const first = rows.visible().first;
    const anchor = holds() && total > 0 ? pages.at(first)?.id : undefined;
    let list = await pages.renew(first);
    let shift = 0;
    if (list !== undefined && anchor !== undefined) {
      shift = pages.indexOf(anchor) - first;
      if (pages.indexOf(anchor) < 0) {
        shift = Math.max(0, list.total - total);
        list = await pages.renew(first + shift);
        if (pages.indexOf(anchor) >= 0) shift = pages.indexOf(anchor) - first;
      }
    }
    if (list === undefined) return;
    const active = rows.active;
    arrived(list);
    if (shift !== 0) {
      rows.shift(shift);
      rows.redraw();
    } else if (active >= 0) rows.redraw();
    tellNewer(rows.top() ? 0 : unseen + Math.max(0, shift));
  }

  /** @param {number} count */
  function tellNewer(count) {
    unseen = count;
    more.hidden = count === 0;
    more.textContent = `↑ ${number(count)} newer`;
  }

  return {
    /** @param {Filter} next */
    async show(next) {
      view.hidden = false;
      const key = JSON.stringify(next);
      if (key === shown) {
        grid.scrollTop = place;
        rows.redraw();
        return refresh();
      }
      shown = key;
      filter = next;
      tellNewer(0);
      rows.setActive(-1, 'no');
      rows.toTop();
      grid.setAttribute('aria-busy', 'true');
      await refresh();
      grid.removeAttribute('aria-busy');
      return undefined;
    },
    hide() {
      if (!view.hidden) place = grid.scrollTop;
      view.hidden = true;
    },
    refresh,
    focus: () => grid.focus({ preventScroll: true }),
    /** The message after or before one of the list. @param {string} id @param {number} step */
    neighbour(id, step) {
      const at = pages.indexOf(id);
      const next = at < 0 ? undefined : pages.at(at + step);
      if (next !== undefined) rows.setActive(at + step, 'nearest');
      return at + step < 0 ? undefined : next?.id;
    },
  };
}

/** No filter at all. */
export const CLEARED = Object.freeze({
  errors: undefined,
  service: undefined,
  destination: undefined,
  outcome: undefined,
  slowerThan: undefined,
  text: undefined,
  from: undefined,
  to: undefined,
});
