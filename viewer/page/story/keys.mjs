/**
 * What keys do in the story, beside those of every list.
 *
 * @param {object} parts
 * @param {(from: number, to: number) => void} parts.zoom
 * @param {() => ReturnType<typeof import('./axis.mjs').timeAxis>} parts.axis
 * @param {ReturnType<typeof import('./folding.mjs').foldedLines>} parts.lines
 * @param {ReturnType<typeof import('../virtual.mjs').virtualRows>} parts.rows
 * @param {(index: number) => void} parts.toggle
 * @param {(key: string) => void} parts.jump
 * @param {() => import('../../src/model/source').Story | undefined} parts.story
 * @param {() => void} parts.fold
 * @param {(by: number) => void} parts.step
 */
export function storyKeys({ zoom, axis, lines, rows, toggle, jump, story, fold, step }) {
  /** @param {number} factor around the middle */
  function zoomBy(factor) {
    const { from, to } = axis().view;
    const half = ((to - from) / 2) * factor;
    zoom((from + to) / 2 - half, (from + to) / 2 + half);
  }

  /** @param {number} share of what is in sight */
  function pan(share) {
    const { from, to } = axis().view;
    const by = Math.max(-from, Math.min(1 - to, (to - from) * share));
    zoom(from + by, to + by);
  }

  /** Opens, or goes to the first line below. */
  function right() {
    if (!lines.foldable(rows.active)) return;
    if (lines.closed(rows.active)) toggle(rows.active);
    else rows.setActive(rows.active + 1);
  }

  /** Closes, or goes to the line above that this one is below of. */
  function left() {
    const above = lines.above(rows.active);
    if (lines.foldable(rows.active) && !lines.closed(rows.active)) toggle(rows.active);
    else if (above >= 0) rows.setActive(above);
  }

  /** From the active span to what it leads to, else to where it comes from. */
  function follow() {
    const key = lines.at(rows.active)?.key;
    const arrows = story()?.arrows ?? [];
    const next = arrows.find((arrow) => arrow.from === key)?.to ?? arrows.find((arrow) => arrow.to === key)?.from;
    if (next !== undefined) jump(next);
  }

  function nextFailure() {
    const { all } = lines;
    const active = lines.at(rows.active);
    const at = active === undefined ? -1 : all.indexOf(active);
    const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    const next = order.find((line) => line.type === 'span' && line.span.failed);
    if (next !== undefined) jump(next.key);
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowRight: right,
    ArrowLeft: left,
    l: follow,
    e: nextFailure,
    '+': () => zoomBy(0.6),
    '=': () => zoomBy(0.6),
    '-': () => zoomBy(1 / 0.6),
    '[': () => pan(-0.3),
    ']': () => pan(0.3),
    0: () => zoom(0, 1),
    f: fold,
    n: () => step(1),
    p: () => step(-1),
  };
  return {
    zoomBy,
    /** @param {string} key @returns whether it was one of the story's */
    press(key) {
      const action = keys[key];
      action?.();
      return action !== undefined;
    },
  };
}
