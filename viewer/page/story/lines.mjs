/** @typedef {import('../../src/model/source').Story} Story */
/** @typedef {import('../../src/model/source').StorySpan} StorySpan */
/** @typedef {import('../../src/model/source').StoryTrace} StoryTrace */
/** @typedef {import('../../src/model/source').Wait} Wait */

/**
 * A line of the story, from top to bottom. `end` is the first line that is not below it.
 *
 * @typedef {{ key: string, level: number, end: number } & (
 *   | { type: 'trace', trace: StoryTrace, failed: number, services: string[] }
 *   | { type: 'wait', wait: Wait }
 *   | { type: 'span', span: StorySpan, trace: StoryTrace }
 * )} Line
 */

/** All lines, each wait above the span that ended it. @param {Story} story @returns {Line[]} */
export function linesOf(story) {
  const waits = waitsByTaker(story);
  /** @type {Line[]} */
  const lines = [];
  for (const trace of story.traces) {
    const [root] = trace.spans;
    for (const wait of root === undefined ? [] : (waits.get(root) ?? [])) lines.push(waitLine(wait, 1));
    const failed = trace.spans.filter((span) => span.failed).length;
    const services = [...new Set(trace.spans.map(({ service }) => service))];
    lines.push({ type: 'trace', key: trace.id, level: 1, end: 0, trace, failed, services });
    for (const span of trace.spans) {
      const level = span.depth + 2;
      for (const wait of span === root ? [] : (waits.get(span) ?? [])) lines.push(waitLine(wait, level));
      lines.push({ type: 'span', key: span.key, level, end: 0, span, trace });
    }
  }
  for (const wait of waits.get(undefined) ?? []) lines.push(waitLine(wait, 1));
  return setEnds(lines);
}

/** The lines that are not below a closed one, as places among all. @param {readonly Line[]} lines @param {ReadonlySet<string>} closed */
export function openLines(lines, closed) {
  /** @type {number[]} */
  const open = [];
  for (let at = 0; at < lines.length;) {
    open.push(at);
    at = closed.has(lines[at].key) ? Math.max(lines[at].end, at + 1) : at + 1;
  }
  return open;
}

/**
 * For each key, its line in sight, or the closed one that it is below of.
 *
 * @param {readonly Line[]} lines
 * @param {readonly number[]} open
 * @param {ReadonlySet<unknown>} closed
 */
export function placesOf(lines, open, closed) {
  /** @type {Map<string, number>} */
  const places = new Map();
  for (const [index, at] of open.entries()) {
    const end = closed.has(lines[at].key) ? lines[at].end : at + 1;
    for (let below = at; below < Math.max(end, at + 1); below += 1) places.set(lines[below].key, index);
  }
  return places;
}

/** Whether something is below a line. @param {readonly Line[]} lines @param {number} at */
export function hasBelow(lines, at) {
  return lines[at].end > at + 1;
}

/** @param {Wait} wait @param {number} level @returns {Line} */
function waitLine(wait, level) {
  return { type: 'wait', key: `wait/${wait.attempt}/${wait.destination}/${wait.from}`, level, end: 0, wait };
}

/** The consumer's span that starts next to a wait's end took the message. @param {Story} story */
function waitsByTaker({ traces, waits }) {
  const takers = traces.flatMap(({ spans }) => spans).filter(({ kind, own }) => own && kind === 'consumer');
  /** @type {Map<StorySpan | undefined, Wait[]>} */
  const byTaker = new Map();
  for (const wait of waits.slice(0, 500)) {
    const { to } = wait;
    /** @type {StorySpan | undefined} */
    let taker;
    for (const span of to === undefined ? [] : takers) {
      if (taker === undefined || Math.abs(span.start - (to ?? 0)) < Math.abs(taker.start - (to ?? 0))) taker = span;
    }
    byTaker.set(taker, [...(byTaker.get(taker) ?? []), wait]);
  }
  return byTaker;
}

/** @param {Line[]} lines */
function setEnds(lines) {
  /** @type {number[]} */
  const open = [];
  for (const [at, line] of lines.entries()) {
    while (open.length > 0 && lines[open[open.length - 1]].level >= line.level) lines[open.pop() ?? 0].end = at;
    open.push(at);
  }
  for (const at of open) lines[at].end = lines.length;
  return lines;
}
