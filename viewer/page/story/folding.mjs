import { hasBelow, linesOf, openLines, placesOf } from './lines.mjs';

/** @typedef {import('./lines.mjs').Line} Line */

/** The lines of a story, some of them closed: then those below are not in sight. */
export function foldedLines() {
  /** @type {Line[]} */
  let lines = [];
  /** Lines that are not below a closed one. @type {number[]} */
  let open = [];
  /** @type {Map<string, number>} */
  let places = new Map();
  /** @type {Set<string>} */
  const closed = new Set();

  function lay() {
    open = openLines(lines, closed);
    places = placesOf(lines, open, closed);
  }

  return {
    /** @param {import('../../src/model/source').Story} story */
    take(story) {
      lines = linesOf(story);
      lay();
    },
    openAll: () => closed.clear(),
    /** @param {number} index in sight */
    toggle(index) {
      const line = lines[open[index]];
      if (line !== undefined && !closed.delete(line.key)) closed.add(line.key);
      lay();
    },
    /** Opens all that a line is below of. @param {string} key */
    reveal(key) {
      const at = lines.findIndex((line) => line.key === key);
      for (let above = 0; above < at; above += 1) if (lines[above].end > at) closed.delete(lines[above].key);
      lay();
    },
    /** @param {number} index in sight @returns {Line | undefined} */
    at: (index) => lines[open[index]],
    /** @param {number} index in sight */
    foldable: (index) => open[index] !== undefined && hasBelow(lines, open[index]),
    /** @param {number} index in sight */
    closed: (index) => closed.has(lines[open[index]]?.key ?? ''),
    /** The line in sight that one is below of. @param {number} index in sight */
    above(index) {
      const at = open[index];
      return open.indexOf(lines.findLastIndex((line, place) => place < at && line.end > at));
    },
    /** A span's line in sight, or the closed one that it is below of; -1 for none. @param {string | undefined} key */
    placeOf: (key) => places.get(key ?? '') ?? -1,
    get places() {
      return places;
    },
    /** All, in sight or not. */
    get all() {
      return lines;
    },
    get count() {
      return open.length;
    },
  };
}
