import { element } from './dom.mjs';
import { duration, spanAt, traceAt } from './report.mjs';

/**
 * The place of a time on its trace's axis, as a percentage.
 *
 * @param {number} time
 * @param {{ start: number, length: number }} trace
 */
function place(time, { start, length }) {
  return `${Math.min(100, Math.max(0, ((time - start) / (length || 1)) * 100))}%`;
}

/**
 * A span on its trace's time axis, with its events.
 *
 * @param {number} row
 */
export function drawBar(row) {
  const { start, length, events } = spanAt(row);
  const trace = traceAt(row);
  const bar = element('span', { class: 'bar' });
  bar.style.setProperty('--from', place(start, trace));
  bar.style.setProperty('--to', place(length === undefined ? trace.start + trace.length : start + length, trace));
  const marks = events.map(({ name, at }) => {
    const mark = element('span', { class: name === 'exception' ? 'event bad' : 'event' });
    mark.style.setProperty('--at', place(at, trace));
    return mark;
  });
  return element('span', { class: length === undefined ? 'track open' : 'track' }, bar, ...marks);
}

/**
 * A time axis has round numbers, three to six of them.
 *
 * @param {number} length
 */
export function stepOf(length) {
  const power = 10 ** Math.floor(Math.log10((length || 1) / 3));
  return [5, 2, 1].map((factor) => factor * power).find((step) => length / step >= 3) ?? power;
}

/**
 * The numbers of a trace's time axis.
 *
 * @param {{ length: number }} trace
 */
export function drawAxis({ length }) {
  const step = stepOf(length);
  const axis = element('span', { class: 'track axis', 'aria-hidden': 'true' });
  for (let count = 0; count * step < length * 0.88; count += 1) {
    const number = element('span', {}, count === 0 ? '0' : duration(count * step));
    number.style.setProperty('--at', `${(count * step * 100) / length}%`);
    axis.append(number);
  }
  return axis;
}
