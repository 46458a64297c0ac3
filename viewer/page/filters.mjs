import { button, byId, element } from './dom.mjs';
import { clean, duration, number } from './format.mjs';
import { CLEARED } from './list/view.mjs';
import { OUTCOMES } from './list/cells.mjs';

/** @typedef {import('../src/model/source').Filter} Filter */

/** @type {readonly (readonly [string, string])[]} */
const SLOWER = [
  ['100', '100 ms'],
  ['1000', '1 s'],
  ['10000', '10 s'],
  ['60000', '1 min'],
  ['600000', '10 min'],
];

/**
 * What narrows the list and the map. The address says all of it.
 *
 * @param {(change: Partial<Filter>, typed?: boolean) => void} narrow
 */
export function startFilters(narrow) {
  const bar = byId('filters');
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  const errors = button({ class: 'toggle', 'aria-pressed': 'false' }, 'Errors only', () =>
    narrow({ errors: errors.getAttribute('aria-pressed') === 'true' ? undefined : true }),
  );
  const service = choice('Service', (value) => narrow({ service: value }));
  const destination = choice('Queue', (value) => narrow({ destination: value }));
  const outcome = choice('Outcome', (value) => narrow({ outcome: /** @type {Filter['outcome']} */ (value) }));
  const slower = choice('Slower than', (value) =>
    narrow({ slowerThan: value === undefined ? undefined : Number(value) }),
  );
  const count = element('span', { class: 'count', role: 'status' });
  const clear = button({ class: 'small', hidden: '' }, 'Clear', () => narrow(CLEARED));
  outcome.options(Object.entries(OUTCOMES));
  slower.options(SLOWER);
  bar.append(errors, ...[service, destination, outcome, slower].map((each) => each.element), clear, count);

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pending;
  search.addEventListener('input', () => {
    clearTimeout(pending);
    pending = setTimeout(() => narrow({ text: search.value.trim() || undefined }, true), 120);
  });

  return {
    /** @param {Filter} filter */
    show(filter) {
      bar.hidden = false;
      if (document.activeElement !== search) search.value = filter.text ?? '';
      errors.setAttribute('aria-pressed', String(filter.errors === true));
      service.set(filter.service);
      destination.set(filter.destination);
      outcome.set(filter.outcome);
      slower.set(filter.slowerThan === undefined ? undefined : String(filter.slowerThan));
      clear.hidden = Object.values(filter).every((value) => value === undefined);
    },
    hide() {
      bar.hidden = true;
    },
    /** @param {import('../src/model/source').MessageList} list */
    answered({ services, destinations, total, kept }) {
      service.options(services.map((name) => [name, clean(name)]));
      destination.options(destinations.map((name) => [name, clean(name)]));
      const all = kept.rows ?? kept.messages;
      count.textContent = total === all ? number(total) : `${number(total)} of ${number(all)}`;
      count.setAttribute('aria-label', `${number(total)} messages`);
    },
    toggleErrors: () => errors.click(),
    focusSearch() {
      search.focus();
      search.select();
    },
    /** @returns {boolean} whether there was a search */
    endSearch() {
      const some = search.value !== '';
      search.value = '';
      clearTimeout(pending);
      if (some) narrow({ text: undefined });
      return some;
    },
  };
}

/**
 * @param {string} title
 * @param {(value: string | undefined) => void} changed
 */
function choice(title, changed) {
  const select = /** @type {HTMLSelectElement} */ (element('select', { 'aria-label': title }));
  /** @type {string | undefined} */
  let value;
  let known = '';
  select.addEventListener('change', () => changed(select.value || undefined));
  /** @param {string} each @param {string} text */
  const option = (each, text) =>
    element('option', { value: each }, (title === 'Slower than' ? `Slower than ${text}` : text).slice(0, 100));
  /** @param {string} [chosen] */
  const set = (chosen) => {
    value = chosen;
    // An address may name what is not here, or no longer.
    if (chosen !== undefined && ![...select.options].some((each) => each.value === chosen)) {
      select.append(option(chosen, title === 'Slower than' ? duration(Number(chosen)) : clean(chosen)));
    }
    select.value = chosen ?? '';
    select.classList.toggle('set', chosen !== undefined);
  };
  return {
    element: select,
    set,
    /** @param {readonly (readonly [string, string])[]} options */
    options(options) {
      const next = JSON.stringify(options);
      if (next === known) return;
      known = next;
      const all = title === 'Slower than' ? 'Any duration' : `Any ${title.toLowerCase()}`;
      select.replaceChildren(
        element('option', { value: '' }, all),
        ...options.map(([each, text]) => option(each, text)),
      );
      set(value);
    },
  };
}
