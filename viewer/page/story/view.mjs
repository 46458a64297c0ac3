import { byId, element } from '../dom.mjs';
import { placeholder, virtualRows } from '../virtual.mjs';
import { startArrows } from './arrows.mjs';
import { timeAxis } from './axis.mjs';
import { axisHead } from './axisHead.mjs';
import { spanDetails } from './details.mjs';
import { drawLine } from './draw.mjs';
import { storyHead } from './head.mjs';
import { storyKeys } from './keys.mjs';
import { hasBelow, linesOf, openLines, placesOf } from './lines.mjs';

/** @typedef {import('../../src/model/source').Story} Story */
/** @typedef {import('../../src/model/source').StorySpan} StorySpan */
/** @typedef {import('../address.mjs').Opened} Opened */

/**
 * One message: all its traces on one time axis.
 *
 * @param {object} page
 * @param {import('../source.mjs').TraceSource} page.source
 * @param {boolean} page.live
 * @param {(next: Opened, replace?: boolean) => void} page.go
 * @param {() => void} page.back
 * @param {(error: unknown) => void} page.failed
 * @param {(id: string, step: number) => string | undefined} page.neighbour
 */
export function messageStory({ source, live, go, back, failed, neighbour }) {
  let id = '';
  /** @type {Story | undefined} */
  let story;
  /** @type {import('./lines.mjs').Line[]} */
  let lines = [];
  /** Lines that are not below a closed one. @type {number[]} */
  let open = [];
  /** @type {Map<string, StorySpan>} */
  let spans = new Map();
  /** For each key, its line in sight, or the one that it is below of. @type {Map<string, number>} */
  let places = new Map();
  const closed = new Set();
  let axis = timeAxis({ from: 0, to: 1, traces: [] }, false);
  let fold = true;
  /** @type {string | undefined} */
  let selected;

  const view = byId('message');
  const head = storyHead(back);
  const top = axisHead({ zoom, toggleFold: () => setFold(!fold) });
  const arrows = startArrows((key) => jump(key));
  const body = element('div', {
    class: 'rows',
    role: 'tree',
    tabindex: '0',
    'aria-label': 'The message’s traces, their spans and the times between',
  });
  const scroller = element(
    'div',
    { class: 'scroller lines' },
    top.element,
    element('div', { class: 'canvas' }, top.bands, body, arrows.element),
  );
  const panel = spanDetails({ jump: (key) => jump(key), close: () => closeDetails() });
  const missing = element('p', { class: 'empty', hidden: '' });
  view.append(head.element, missing, element('div', { class: 'columns-2' }, scroller, panel.element));

  const rows = virtualRows({
    scroller,
    body,
    stop: body,
    name: 'line',
    draw(index) {
      const at = open[index];
      const line = lines[at];
      if (line === undefined || story === undefined) return placeholder();
      return drawLine(line, {
        axis,
        end: story.to,
        below: hasBelow(lines, at),
        open: !closed.has(line.key),
        selected: line.key === selected,
      });
    },
    activated(index) {
      const line = lines[open[index]];
      // With the details open, they follow.
      if (panel.shown() && line?.type === 'span' && line.key !== selected) select(line.key, true);
    },
    open(index) {
      const at = open[index];
      const line = lines[at];
      if (line === undefined) return;
      if (line.type === 'span') select(line.key, true);
      else if (hasBelow(lines, at)) toggle(at);
    },
    moved: drawArrows,
  });
  body.addEventListener('click', onCaret, true);
  scroller.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      keys.zoomBy(event.deltaY > 0 ? 1.25 : 0.8);
    },
    { passive: false },
  );

  const keys = storyKeys({
    zoom,
    axis: () => axis,
    lines: () => lines,
    open: () => open,
    rows,
    closed,
    toggle,
    jump: (key) => jump(key),
    story: () => story,
    fold: () => setFold(!fold),
    step(by) {
      const next = neighbour(id, by);
      if (next !== undefined) go({ view: 'message', id: next, span: undefined }, true);
    },
  });

  /** @param {MouseEvent} event */
  function onCaret(event) {
    const caret = /** @type {Element} */ (event.target).closest('.caret');
    const index = Number(caret?.closest('[data-index]')?.getAttribute('data-index') ?? -1);
    if (index < 0 || !hasBelow(lines, open[index])) return;
    event.preventDefault();
    event.stopPropagation();
    toggle(open[index]);
  }

  /** @param {Story} next */
  function take(next) {
    story = next;
    lines = linesOf(next);
    spans = new Map(next.traces.flatMap((trace) => trace.spans.map((span) => [span.key, span])));
    const { from, to } = axis.view;
    axis = timeAxis(next, fold);
    axis.zoom(from, to);
    head.draw(next, live);
    lay();
  }

  /** Finds out which lines are in sight, and draws all. */
  function lay() {
    open = openLines(lines, closed);
    places = placesOf(lines, open, closed);
    rows.setCount(open.length);
    redraw();
  }

  function redraw() {
    if (story === undefined || view.hidden) return;
    top.draw(story, lines, axis, fold);
    rows.redraw();
  }

  function drawArrows() {
    if (story === undefined || rows === undefined) return;
    const track = top.bands.getBoundingClientRect();
    const { left } = body.getBoundingClientRect();
    const middle = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--middle'));
    arrows.draw({
      story,
      places,
      spans,
      visible: rows.visible(),
      axis,
      height: rows.height,
      track: { left: track.left - left, width: track.width, middle },
      selected,
    });
  }

  /** @param {string} key @param {boolean} remember */
  function select(key, remember) {
    const span = spans.get(key);
    if (span === undefined || story === undefined) return;
    const before = selected;
    selected = key;
    for (const each of [before, key])
      rows.at(places.get(each ?? '') ?? -1)?.setAttribute('aria-selected', String(each === key));
    panel.show(span, story, spans);
    view.classList.add('with-details');
    if (remember) go({ view: 'message', id, span: key }, true);
    drawArrows();
  }

  /** Goes to a span, also into what is closed, so that Back leads back. @param {string} key @param {boolean} [push] */
  function jump(key, push = true) {
    if (!spans.has(key)) return;
    const at = lines.findIndex((line) => line.key === key);
    for (let above = 0; above < at; above += 1) if (lines[above].end > at) closed.delete(lines[above].key);
    lay();
    select(key, false);
    rows.setActive(places.get(key) ?? 0, 'center');
    if (push) go({ view: 'message', id, span: key });
  }

  function closeDetails() {
    if (!panel.shown()) return false;
    panel.hide();
    view.classList.remove('with-details');
    rows.at(places.get(selected ?? '') ?? -1)?.setAttribute('aria-selected', 'false');
    selected = undefined;
    go({ view: 'message', id, span: undefined }, true);
    drawArrows();
    body.focus({ preventScroll: true });
    return true;
  }

  /** @param {number} at */
  function toggle(at) {
    const { key } = lines[at];
    if (!closed.delete(key)) closed.add(key);
    lay();
  }

  /** @param {number} from @param {number} to */
  function zoom(from, to) {
    axis.zoom(from, to);
    redraw();
  }

  /** @param {boolean} next */
  function setFold(next) {
    fold = next;
    if (story === undefined) return;
    axis = timeAxis(story, fold);
    redraw();
  }

  /** @param {Story | undefined} next */
  function found(next) {
    missing.hidden = next !== undefined;
    scroller.hidden = next === undefined;
    if (next === undefined) {
      head.clear(id);
      missing.textContent = 'This message is not here, or no longer: the newest traces are kept.';
    } else take(next);
  }

  return {
    /** @param {string} next @param {string | undefined} span */
    async show(next, span) {
      view.hidden = false;
      if (next !== id) {
        id = next;
        closed.clear();
        selected = undefined;
        panel.hide();
        view.classList.remove('with-details');
        axis.zoom(0, 1);
        const answer = await source.message(next);
        if (next !== id) return;
        rows.setActive(-1, 'no');
        scroller.scrollTop = 0;
        found(answer);
      } else redraw();
      if (span === undefined) {
        if (panel.shown()) closeDetails();
      } else if (span !== selected) jump(span, false);
    },
    hide() {
      view.hidden = true;
    },
    async refresh() {
      const asked = id;
      try {
        const answer = await source.message(asked);
        // What somebody reads does not go because it is old.
        if (asked === id && answer !== undefined && JSON.stringify(answer) !== JSON.stringify(story)) found(answer);
      } catch (error) {
        failed(error);
      }
    },
    redraw,
    closeDetails,
    key: (/** @type {string} */ key) => keys.press(key),
    focus: () => body.focus({ preventScroll: true }),
  };
}
