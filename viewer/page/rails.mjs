import { byId, shape } from './dom.mjs';
import { report } from './report.mjs';
import { standIn } from './tree.mjs';

const picture = byId('rails');
const canvas = /** @type {HTMLElement} */ (picture.parentElement);
const RADIUS = 5;

/**
 * @typedef {{ from: number, tos: { row: number, y: number }[], y: number, top: number, bottom: number }} Rail
 */

/** Draws the links between traces: from the line of a message's producer, through the margin, to those that go on. */
export function drawRails() {
  const gutter = parseFloat(getComputedStyle(canvas).paddingLeft);
  const lanes = Math.max(2, Math.floor((gutter - 14) / 6));
  const top = canvas.getBoundingClientRect().top;
  /** @type {Map<HTMLElement, number>} */
  const heights = new Map();
  const heightOf = (/** @type {number} */ row) => {
    const item = standIn(row);
    if (item === undefined) return undefined;
    const known = heights.get(item);
    if (known !== undefined) return known;
    const box = item.getBoundingClientRect();
    heights.set(item, box.top - top + box.height / 2);
    return heights.get(item);
  };
  const rails = railsWith(heightOf).toSorted((a, b) => a.top - b.top || a.bottom - b.bottom);
  /** Down to where each lane is taken. @type {number[]} */
  const taken = Array.from({ length: lanes }, () => -1);
  const drawn = rails.map((rail, index) => {
    const free = taken.findIndex((bottom) => bottom < rail.top - 2);
    const lane = free < 0 ? index % lanes : free;
    taken[lane] = Math.max(taken[lane], rail.bottom);
    return drawRail(rail, gutter, gutter - 13 - lane * 6);
  });
  picture.setAttribute('height', String(canvas.scrollHeight));
  picture.setAttribute('width', String(gutter));
  picture.replaceChildren(...drawn);
}

/**
 * Marks the rails that start or end at a row.
 *
 * @param {number | undefined} row
 * @param {string} mark
 */
export function markRails(row, mark) {
  for (const marked of picture.querySelectorAll(`.${mark}`)) marked.classList.remove(mark);
  if (row === undefined || row < 0) return;
  for (const arrow of picture.querySelectorAll(`[data-from="${row}"], [data-to="${row}"]`)) arrow.classList.add(mark);
}

/**
 * @param {(row: number) => number | undefined} heightOf
 * @returns {Rail[]}
 */
function railsWith(heightOf) {
  /** @type {Map<number, Rail>} */
  const rails = new Map();
  for (const [from, to] of report.rails) {
    const start = heightOf(from);
    const end = heightOf(to);
    if (start === undefined || end === undefined || start === end) continue;
    const rail = rails.get(from) ?? { from, tos: [], y: start, top: start, bottom: start };
    rail.tos.push({ row: to, y: end });
    rail.top = Math.min(rail.top, end);
    rail.bottom = Math.max(rail.bottom, end);
    rails.set(from, rail);
  }
  return [...rails.values()];
}

/**
 * @param {Rail} rail
 * @param {number} edge where the lines start
 * @param {number} lane where the rail runs
 */
function drawRail({ from, tos, y }, edge, lane) {
  const arrows = tos.map(({ row, y: end }) => {
    const down = end > y ? 1 : -1;
    const radius = Math.min(RADIUS, Math.abs(end - y) / 2);
    const line =
      `M${edge} ${y}H${lane + radius}q${-radius} 0 ${-radius} ${radius * down}` +
      `V${end - radius * down}q0 ${radius * down} ${radius} ${radius * down}H${edge - 4}`;
    const arrow = shape(
      'g',
      { class: 'arrow', 'data-from': String(from), 'data-to': String(row) },
      shape('path', { class: 'reach', d: line }),
      shape('path', { class: 'line', d: line }),
      shape('path', { class: 'tip', d: `M${edge - 6} ${end - 4}L${edge} ${end}L${edge - 6} ${end + 4}z` }),
    );
    return arrow;
  });
  return shape('g', {}, ...arrows, shape('circle', { class: 'start', cx: String(edge - 2), cy: String(y), r: '2.5' }));
}
