import { element, setStyle } from './dom.mjs';

/** Rows beyond the edges that are there already when somebody scrolls. */
const OVERSCAN = 10;

/**
 * Many rows of which only those in sight are elements. The list has one stop for Tab; the row that is active is named by
 * `aria-activedescendant`, since its element comes and goes.
 *
 * @param {object} parts
 * @param {HTMLElement} parts.scroller
 * @param {HTMLElement} parts.body the rows' parent, below what sticks to the top of the scroller
 * @param {HTMLElement} parts.stop what has the focus
 * @param {string} parts.name for the elements' identifiers
 * @param {(index: number) => HTMLElement} parts.draw
 * @param {(index: number) => void} [parts.activated]
 * @param {(index: number) => void} parts.open a click, or Enter
 * @param {() => void} [parts.moved] other rows are in sight
 */
export function virtualRows({ scroller, body, stop, name, draw, activated, open, moved }) {
  /** @type {Map<number, HTMLElement>} */
  const drawn = new Map();
  let count = 0;
  let height = 36;
  let active = -1;
  let waiting = false;

  const head = () => body.offsetTop;
  const visible = () => {
    const first = Math.floor(scroller.scrollTop / height);
    const rows = Math.ceil((scroller.clientHeight - head()) / height);
    return { first: Math.max(0, first), last: Math.min(count - 1, first + rows) };
  };

  function render() {
    waiting = false;
    const { first, last } = visible();
    const from = Math.max(0, first - OVERSCAN);
    const to = Math.min(count - 1, last + OVERSCAN);
    for (const [index, row] of drawn) {
      if (index >= from && index <= to) continue;
      row.remove();
      drawn.delete(index);
    }
    for (let index = from; index <= to; index += 1) if (!drawn.has(index)) body.append(make(index));
    if (drawn.has(active)) stop.setAttribute('aria-activedescendant', idOf(active));
    else stop.removeAttribute('aria-activedescendant');
    moved?.();
  }

  /** @param {number} index */
  function make(index) {
    const row = draw(index);
    row.id = idOf(index);
    row.classList.toggle('active', index === active);
    setStyle(row, { '--top': `${index * height}px` });
    row.dataset.index = String(index);
    drawn.set(index, row);
    return row;
  }

  /** @param {number} index */
  const idOf = (index) => `${name}-${index}`;

  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(render);
  }

  function redraw() {
    for (const row of drawn.values()) row.remove();
    drawn.clear();
    height = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--row')) || 36;
    setStyle(body, { '--height': `${count * height}px` });
    render();
  }

  /** @param {number} index @param {'nearest' | 'center' | 'no'} scroll */
  function setActive(index, scroll = 'nearest') {
    const next = count === 0 ? -1 : Math.max(-1, Math.min(count - 1, index));
    drawn.get(active)?.classList.remove('active');
    active = next;
    if (next >= 0 && scroll !== 'no') reveal(next, scroll);
    render();
    drawn.get(active)?.classList.add('active');
    if (next >= 0) activated?.(next);
  }

  /** @param {number} index @param {'nearest' | 'center'} scroll */
  function reveal(index, scroll) {
    const top = index * height;
    const room = scroller.clientHeight - head();
    const inSight = top >= scroller.scrollTop && top + height <= scroller.scrollTop + room;
    if (inSight) return;
    if (scroll === 'center') scroller.scrollTop = top - room / 2;
    else scroller.scrollTop = top < scroller.scrollTop ? top : top + height - room;
  }

  /** @param {KeyboardEvent} event @returns whether it was a key of the list */
  function key(event) {
    const down = () => setActive(active < 0 ? visible().first : active + 1);
    const page = Math.max(1, visible().last - visible().first - 1);
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: down,
      ArrowUp: () => setActive(Math.max(0, active - 1)),
      j: down,
      k: () => setActive(Math.max(0, active - 1)),
      PageDown: () => setActive(active + page),
      PageUp: () => setActive(Math.max(0, active - page)),
      Home: () => setActive(0),
      End: () => setActive(count - 1),
      Enter: () => active >= 0 && open(active),
      ' ': () => active >= 0 && open(active),
    };
    const action = keys[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
    event.preventDefault();
    action();
    return true;
  }

  stop.addEventListener('keydown', (event) => {
    if (event.target === stop) key(event);
  });
  body.addEventListener('click', (event) => {
    const row = /** @type {Element} */ (event.target).closest('[data-index]');
    if (!(row instanceof HTMLElement) || event.defaultPrevented) return;
    stop.focus({ preventScroll: true });
    setActive(Number(row.dataset.index), 'no');
    open(active);
  });
  scroller.addEventListener('scroll', later, { passive: true });
  new ResizeObserver(() => redraw()).observe(scroller);

  return {
    /** @param {number} rows */
    setCount(rows) {
      count = rows;
      if (active >= rows) active = rows - 1;
      redraw();
    },
    redraw,
    setActive,
    visible,
    /** The rows stay where they are in sight, though others came before them. @param {number} rows */
    shift(rows) {
      if (active >= 0) active += rows;
      setStyle(body, { '--height': `${count * height}px` });
      scroller.scrollTop += rows * height;
    },
    top: () => scroller.scrollTop <= 0,
    toTop() {
      scroller.scrollTop = 0;
    },
    get active() {
      return active;
    },
    get height() {
      return height;
    },
    /** @param {number} index */
    at: (index) => drawn.get(index),
  };
}

/** A row whose content is still asked for. */
export function placeholder() {
  return element(
    'div',
    { class: 'row waiting', role: 'row', 'aria-busy': 'true' },
    element('span', { role: 'gridcell' }, '…'),
  );
}
