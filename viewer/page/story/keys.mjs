import { hasBelow } from './lines.mjs';

/** @typedef {import('./lines.mjs').Line} Line */

/**
 * What keys do in the story, beside those of every list.
 *
 * @param {object} parts
 * @param {(from: number, to: number) => void} parts.zoom
 * @param {() => ReturnType<typeof import('./axis.mjs').timeAxis>} parts.axis
 * @param {() => readonly Line[]} parts.lines
 * @param {() => readonly number[]} parts.open
 * @param {ReturnType<typeof import('../virtual.mjs').virtualRows>} parts.rows
 * @param {ReadonlySet<unknown>} parts.closed
 * @param {(at: number) => void} parts.toggle
 * @param {(key: string) => void} parts.jump
 * @param {() => import('../../src/model/source').Story | undefined} parts.story
 * @param {() => void} parts.fold
 * @param {(by: number) => void} parts.step
 */
export function storyKeys({ zoom, axis, lines, open, rows, closed, toggle, jump, story, fold, step }) {
  const current = () => open()[rows.active] ?? -1;

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
    const at = current();
    if (at < 0 || !hasBelow(lines(), at)) return;
    if (closed.has(lines()[at].key)) toggle(at);
    else rows.setActive(rows.active + 1);
  }

  /** Closes, or goes to the line above that this one is below of. */
  function left() {
    const at = current();
    if (at < 0) return;
    const all = lines();
    if (hasBelow(all, at) && !closed.has(all[at].key)) toggle(at);
    else {
      const above = all.findLastIndex((line, place) => place < at && line.end > at);
      if (above >= 0) rows.setActive(open().indexOf(above));
    }
  }

  /** From the active span to what it leads to, else to where it comes from. */
  function follow() {
    const key = lines()[current()]?.key;
    const arrows = story()?.arrows ?? [];
    const next = arrows.find((arrow) => arrow.from === key)?.to ?? arrows.find((arrow) => arrow.to === key)?.from;
    if (next !== undefined) jump(next);
  }

  function nextFailure() {
    const all = lines();
    const at = current();
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
