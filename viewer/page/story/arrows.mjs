import { shape } from '../dom.mjs';

/** @typedef {import('../../src/model/source').Story} Story */
/** @typedef {ReturnType<typeof import('./axis.mjs').timeAxis>} Axis */

/** Arrows that are drawn at once. */
const MOST = 200;

/**
 * Links as arrows from bar to bar, above the lines.
 *
 * @param {(key: string) => void} follow
 */
export function startArrows(follow) {
  const picture = shape('svg', { class: 'arrows', 'aria-hidden': 'true' });
  picture.addEventListener('click', (event) => {
    const key = /** @type {Element} */ (event.target).closest('[data-to]')?.getAttribute('data-to');
    if (key == null) return;
    event.preventDefault();
    event.stopPropagation();
    follow(key);
  });

  return {
    element: picture,
    /**
     * @param {object} parts
     * @param {Story} parts.story
     * @param {ReadonlyMap<string, number>} parts.places lines in sight or not, by key; what is closed by the line it is below of
     * @param {ReadonlyMap<string, import('../../src/model/source').StorySpan>} parts.spans
     * @param {{ first: number, last: number }} parts.visible
     * @param {Axis} parts.axis
     * @param {number} parts.height of a line
     * @param {{ left: number, width: number, middle: number }} parts.track
     * @param {string | undefined} parts.selected
     */
    draw({ story, places, spans, visible, axis, height, track, selected }) {
      /** @type {SVGElement[]} */
      const drawn = [];
      for (const arrow of story.arrows) {
        const from = spans.get(arrow.from);
        const to = spans.get(arrow.to);
        const start = places.get(arrow.from);
        const end = places.get(arrow.to);
        if (from === undefined || to === undefined || start === undefined || end === undefined || start === end)
          continue;
        if (Math.max(start, end) < visible.first || Math.min(start, end) > visible.last) continue;
        const near = selected === arrow.from || selected === arrow.to;
        // Sending is over when its span ends, but a late one must not point backwards.
        const leaves = axis.place(
          Math.max(from.start, Math.min(from.end ?? from.start, Math.max(from.start, to.start))),
        );
        const x = track.left + Math.max(0, Math.min(1, leaves)) * track.width;
        // A poll waits before the message is sent, and has it at its end.
        const arrives = to.start < from.start ? (to.end ?? to.start) : to.start;
        const x2 = track.left + Math.max(0, Math.min(1, axis.place(arrives))) * track.width;
        const y = start * height + track.middle;
        const y2 = end * height + track.middle;
        drawn.push(draw({ x, y, x2, y2, kind: arrow.kind, near, to: selected === arrow.to ? arrow.from : arrow.to }));
        if (drawn.length >= MOST) break;
      }
      picture.replaceChildren(...drawn);
    },
  };
}

/** @param {{ x: number, y: number, x2: number, y2: number, kind: string, near: boolean, to: string }} arrow */
function draw({ x, y, x2, y2, kind, near, to }) {
  const down = y2 > y ? 1 : -1;
  const startY = y + down * 6;
  const tipX = x2 - 1;
  // Leaves downwards, arrives from the left, so that its head is beside the bar.
  const bend = Math.min(22, Math.abs(y2 - y) / 2);
  const path = `M${r(x)} ${r(startY)} L${r(x)} ${r(y2 - down * bend)} Q${r(x)} ${r(y2)} ${r(Math.max(x + 3, tipX - 6))} ${r(y2)} L${r(Math.max(x + 4, tipX - 5))} ${r(y2)}`;
  // No room for a turn: straight down onto the bar.
  const steep = tipX - x < 14;
  const drop = `M${r(x)} ${r(startY)} C${r(x)} ${r((y + y2) / 2)} ${r(x2)} ${r((y + y2) / 2)} ${r(x2)} ${r(y2 - down * 10)}`;
  const head = steep
    ? `M${r(x2)} ${r(y2 - down * 5.5)} l-3.6 ${r(-down * 6)} l7.2 0 z`
    : `M${r(tipX)} ${r(y2)} l-6 -3.6 l0 7.2 z`;
  return shape(
    'g',
    { class: `arrow ${kind}${near ? ' near' : ''}`, 'data-to': to },
    // Only what crosses lines can be clicked: what runs along a line would take the line's own clicks.
    shape('path', { class: 'reach', d: steep ? drop : `M${r(x)} ${r(startY)} L${r(x)} ${r(y2 - down * bend)}` }),
    shape('path', { class: 'drawn', d: steep ? drop : path }),
    shape('path', { class: 'tip', d: head }),
  );
}

/** @param {number} value */
function r(value) {
  return Math.round(value * 10) / 10;
}
