import { duration } from '../format.mjs';

/** @typedef {Pick<import('../../src/model/source').Story, 'from' | 'to' | 'traces'>} Story */
/** A stretch of time and its place on the axis, both from 0 at the story's start; `quiet` for one that is folded. @typedef {{ from: number, to: number, at: number, end: number, quiet: boolean }} Stretch */

/** What ran has at least this part of the time that is not folded: less than that is nothing to look at. */
const BUSY = 0.15;
/** What a folded time takes of the axis. */
const FOLDED = 0.14;

/**
 * One axis for all traces of a message. Minutes of waiting between attempts of milliseconds would leave nothing to see
 * of the attempts, so that long quiet times can be folded; a folded one says how long it is.
 *
 * @param {Story} story
 * @param {boolean} fold
 */
export function timeAxis(story, fold) {
  const stretches = fold ? stretchesOf(story) : [whole(story)];
  /** What of the axis is in sight, from 0 to 1. */
  let view = { from: 0, to: 1 };

  /** @param {number} time */
  function unit(time) {
    const after = Number.isFinite(time) ? time - story.from : 0;
    const stretch = stretches.find(({ to }) => after <= to) ?? stretches[stretches.length - 1];
    const share = (after - stretch.from) / (stretch.to - stretch.from || 1);
    return Math.max(0, Math.min(1, stretch.at + share * (stretch.end - stretch.at)));
  }

  return {
    stretches,
    get folded() {
      return stretches.some(({ quiet }) => quiet);
    },
    get view() {
      return view;
    },
    unit,
    /** The place of a time in sight: 0 is the left edge, 1 the right one. @param {number} time */
    place: (time) => (unit(time) - view.from) / (view.to - view.from),
    /** @param {number} from @param {number} to */
    zoom(from, to) {
      const width = Math.max(1e-6, Math.min(1, to - from));
      const start = Math.max(0, Math.min(1 - width, from));
      view = { from: start, to: start + width };
    },
    /** Numbers below the axis. */
    ticks() {
      let last = -1;
      // Where there is no room for two numbers there is one.
      return stretches
        .flatMap((stretch) => ticksOf(stretch, view))
        .filter(({ place }) => place - last > 0.1 && ((last = place), true));
    },
  };
}

/** @param {Story} story @returns {Stretch} */
function whole({ from, to }) {
  return { from: 0, to: Math.max(to - from, 0.001), at: 0, end: 1, quiet: false };
}

/** As few quiet times are folded as possible, the longest first. @param {Story} story @returns {Stretch[]} */
function stretchesOf(story) {
  const { to: length } = whole(story);
  const busy = busyTimes(story, length);
  const quiet = quietTimes(busy, length);
  const ran = busy.reduce((sum, [from, to]) => sum + to - from, 0);
  let shown = length;
  const folded = new Set();
  for (const gap of quiet.toSorted((a, b) => b.to - b.from - (a.to - a.from))) {
    if (ran >= shown * BUSY || gap.to - gap.from <= ran) break;
    shown -= gap.to - gap.from;
    folded.add(gap);
  }
  /** @type {Omit<Stretch, 'at' | 'end'>[]} */
  const found = [];
  let last = 0;
  for (const gap of quiet.filter((each) => folded.has(each))) {
    if (gap.from > last) found.push({ from: last, to: gap.from, quiet: false });
    found.push({ ...gap, quiet: true });
    last = gap.to;
  }
  if (last < length || found.length === 0) found.push({ from: last, to: length, quiet: false });
  return placed(found);
}

/** @param {readonly [number, number][]} busy @param {number} length */
function quietTimes(busy, length) {
  let last = 0;
  const quiet = [];
  for (const [from, to] of [...busy, [length, length]]) {
    if (from > last) quiet.push({ from: last, to: from });
    last = Math.max(last, to);
  }
  return quiet;
}

/** @param {Omit<Stretch, 'at' | 'end'>[]} found @returns {Stretch[]} */
function placed(found) {
  const quiet = found.filter((stretch) => stretch.quiet).length;
  const each = quiet === 0 ? 0 : Math.min(FOLDED, 0.55 / quiet);
  const shown = found.reduce((sum, { from, to, quiet: folded }) => sum + (folded ? 0 : to - from), 0) || 1;
  // A stretch of little has a width to see, too.
  const least = found.length > quiet ? Math.min(0.06, 0.3 / (found.length - quiet)) : 0;
  const rest = 1 - each * quiet - least * (found.length - quiet);
  let at = 0;
  return found.map((stretch) => {
    const width = stretch.quiet ? each : least + (rest * (stretch.to - stretch.from)) / shown;
    const start = at;
    at += width;
    return { ...stretch, at: start, end: at };
  });
}

/** Times in which a span ran, in order, none over another. @param {Story} story @param {number} length @returns {[number, number][]} */
function busyTimes({ from, to, traces }, length) {
  const spans = traces
    .flatMap((trace) => trace.spans)
    .map(
      ({ start, end = to }) =>
        /** @type {[number, number]} */ ([Math.max(0, start - from), Math.min(length, end - from)]),
    )
    .filter(([start, end]) => start <= end)
    .toSorted(([a], [b]) => a - b);
  /** @type {[number, number][]} */
  const busy = [];
  for (const [start, end] of spans) {
    const last = busy.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else busy.push([start, end]);
  }
  return busy;
}

/**
 * @param {Stretch} stretch
 * @param {{ from: number, to: number }} view
 * @returns {{ place: number, text: string, start: boolean }[]}
 */
function ticksOf({ from, to, at, end, quiet }, view) {
  const scale = 1 / (view.to - view.from);
  const place = (/** @type {number} */ time) =>
    (at + ((time - from) / (to - from || 1)) * (end - at) - view.from) * scale;
  const width = (end - at) * scale;
  if (quiet) return [];
  const first = { place: place(from), text: from === 0 ? '0' : `+${duration(from)}`, start: true };
  // Only the part in sight needs numbers.
  const seen = Math.min(to - from, ((to - from) * 1) / Math.max(width, 1));
  const step = stepOf(seen, Math.max(1, Math.floor(Math.min(width, 1) * 6)));
  const ticks = [first];
  const skip = Math.max(0, Math.floor(((view.from - at) / (end - at || 1)) * ((to - from) / step)) - 1);
  for (let count = Math.max(1, skip); count * step < to - from && ticks.length < 40; count += 1) {
    const next = {
      place: place(from + count * step),
      text: from === 0 ? duration(count * step) : `+${duration(count * step)}`,
      start: false,
    };
    if (next.place > 1) break;
    if (next.place >= 0 && next.place < place(to) - 0.04) ticks.push(next);
  }
  return ticks.filter(
    (tick) =>
      tick.place > -0.001 && tick.place < 0.95 && (tick.start || tick.place - first.place > 0.1 || first.place < 0),
  );
}

/** A round number, so that about as many fit. @param {number} length @param {number} wanted */
function stepOf(length, wanted) {
  const power = 10 ** Math.floor(Math.log10((length || 1) / wanted));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => length / step <= wanted) ?? power * 10;
}
