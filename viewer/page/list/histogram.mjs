import { button, element, setStyle, shape } from '../dom.mjs';
import { clock, number, plural } from '../format.mjs';

/** @typedef {import('../../src/model/source').Filter} Filter */
/** @typedef {import('../../src/model/source').Histogram} Histogram */

/**
 * When the messages were sent; a stretch of it that is brushed is a filter. Two sliders do the same by keyboard.
 *
 * @param {(change: Partial<Filter>) => void} narrow
 */
export function startHistogram(narrow) {
  /** @type {Histogram} */
  let data = { from: 0, to: 0, counts: [], failed: [] };
  /** @type {{ from: number, to: number } | undefined} places between 0 and 1 */
  let brushed;
  /** @type {number | undefined} */
  let started;

  const picture = shape('svg', { preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const selection = element('div', { class: 'brushed', hidden: '' });
  const area = element('div', { class: 'area' }, picture, selection);
  const from = slider('Show messages from');
  const to = slider('Show messages until');
  const start = element('span', { class: 'edge' });
  const end = element('span', { class: 'edge' });
  const said = element('span', { class: 'said' });
  const clear = button({ class: 'small', hidden: '' }, 'All times ✕', () => narrow({ from: undefined, to: undefined }));
  const whole = element(
    'section',
    { class: 'histogram', 'aria-label': 'When messages were sent' },
    area,
    element('div', { class: 'edges' }, start, said, clear, end),
    from,
    to,
  );

  const timeAt = (/** @type {number} */ place) => data.from + place * (data.to - data.from);
  /** @param {PointerEvent} event */
  const placeOf = (event) => {
    const { left, width } = area.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };

  area.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || data.counts.length === 0) return;
    area.setPointerCapture(event.pointerId);
    started = placeOf(event);
  });
  area.addEventListener('pointermove', (event) => {
    const place = placeOf(event);
    if (started === undefined) tell(place);
    else mark({ from: Math.min(started, place), to: Math.max(started, place) });
  });
  area.addEventListener('pointerleave', () => tell());
  area.addEventListener('pointerup', () => {
    if (started === undefined) return;
    started = undefined;
    if (brushed === undefined || brushed.to - brushed.from < 0.005) narrow({ from: undefined, to: undefined });
    else narrow({ from: Math.floor(timeAt(brushed.from)), to: Math.ceil(timeAt(brushed.to)) });
  });
  for (const input of [from, to]) {
    input.addEventListener('change', () => {
      const [first, last] = [from, to].map(({ value }) => Number(value) / 1000).toSorted((a, b) => a - b);
      if (first === 0 && last === 1) narrow({ from: undefined, to: undefined });
      else narrow({ from: Math.floor(timeAt(first)), to: Math.ceil(timeAt(last)) });
    });
  }

  /** @param {{ from: number, to: number } | undefined} next */
  function mark(next) {
    brushed = next;
    selection.hidden = next === undefined;
    if (next !== undefined) setStyle(selection, { '--from': `${next.from * 100}%`, '--to': `${next.to * 100}%` });
  }

  /** What is below the pointer. @param {number} [place] */
  function tell(place) {
    const index = place === undefined ? -1 : Math.min(data.counts.length - 1, Math.floor(place * data.counts.length));
    const count = data.counts[index];
    const failed = data.failed[index] ?? 0;
    said.textContent =
      count === undefined
        ? ''
        : `${clock(timeAt(index / data.counts.length)).slice(0, 8)}  ${plural(count, 'message')}${failed > 0 ? `, ${number(failed)} failed` : ''}`;
  }

  return {
    element: whole,
    /** @param {Histogram} histogram @param {Filter} filter */
    draw(histogram, filter) {
      if (started !== undefined) return;
      data = histogram;
      const { counts, failed } = histogram;
      const most = Math.max(1, ...counts);
      picture.setAttribute('viewBox', `0 0 ${Math.max(1, counts.length)} 100`);
      const bars = counts.flatMap((count, index) => [
        ...bar('all', index, count, most),
        ...bar('bad', index, failed[index] ?? 0, most),
      ]);
      picture.replaceChildren(...bars);
      const some = counts.length > 0;
      start.textContent = some ? clock(histogram.from).slice(0, 8) : '';
      end.textContent = some ? clock(histogram.to).slice(0, 8) : '';
      const length = histogram.to - histogram.from || 1;
      const place = (/** @type {number | undefined} */ time, /** @type {number} */ otherwise) =>
        time === undefined ? otherwise : Math.max(0, Math.min(1, (time - histogram.from) / length));
      const chosen = filter.from !== undefined || filter.to !== undefined;
      clear.hidden = !chosen;
      whole.classList.toggle('chosen', chosen);
      mark(chosen ? { from: place(filter.from, 0), to: place(filter.to, 1) } : undefined);
      from.value = String(Math.round((brushed?.from ?? 0) * 1000));
      to.value = String(Math.round((brushed?.to ?? 1) * 1000));
      for (const input of [from, to]) input.setAttribute('aria-valuetext', clock(timeAt(Number(input.value) / 1000)));
    },
  };
}

/** @param {string} label */
function slider(label) {
  const attributes = { type: 'range', class: 'handle', min: '0', max: '1000', step: '10', 'aria-label': label };
  return /** @type {HTMLInputElement} */ (element('input', attributes));
}

/** @param {string} style @param {number} index @param {number} count @param {number} most */
function bar(style, index, count, most) {
  if (count === 0) return [];
  const height = Math.max(4, (count / most) * 100);
  return [
    shape('rect', {
      class: style,
      x: String(index + 0.08),
      y: String(100 - height),
      width: '0.84',
      height: String(height),
    }),
  ];
}
