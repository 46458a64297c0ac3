import { byId, element } from '../dom.mjs';
import { placeholder, virtualRows } from '../virtual.mjs';
import { startArrows } from './arrows.mjs';
import { timeAxis } from './axis.mjs';
import { axisHead } from './axisHead.mjs';
import { spanDetails } from './details.mjs';
import { drawLine } from './draw.mjs';
import { foldedLines } from './folding.mjs';
import { startMouse, storyFrame } from './frame.mjs';
import { storyHead } from './head.mjs';
import { storyKeys } from './keys.mjs';
import { GONE, startMissing } from './missing.mjs';

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
  const lines = foldedLines();
  /** @type {Map<string, StorySpan>} */
  let spans = new Map();
  let axis = timeAxis({ from: 0, to: 1, traces: [] }, false);
  let fold = true;
  /** @type {string | undefined} */
  let selected;

  const view = byId('message');
  const head = storyHead(back);
  const top = axisHead({ zoom, toggleFold: () => setFold(!fold) });
  const arrows = startArrows((key) => jump(key));
  const frame = storyFrame(top, arrows.element);
  const { body, scroller } = frame;
  const panel = spanDetails({ jump: (key) => jump(key), close: () => closeDetails() });
  const missing = startMissing(scroller, head);
  view.append(head.element, missing.element, element('div', { class: 'columns-2' }, scroller, panel.element));

  const rows = virtualRows({
    scroller,
    body,
    stop: body,
    name: 'line',
    draw(index) {
      const line = lines.at(index);
      if (line === undefined || story === undefined) return placeholder();
      const look = { axis, end: story.to, below: lines.foldable(index), open: !lines.closed(index) };
      return drawLine(line, { ...look, selected: line.key === selected, label: story.row.label ?? '' });
    },
    activated(index) {
      const line = lines.at(index);
      // With the details open, they follow.
      if (panel.shown() && line?.type === 'span' && line.key !== selected) select(line.key, true);
    },
    open(index) {
      const line = lines.at(index);
      if (line?.type === 'span') select(line.key, true);
      else if (lines.foldable(index)) toggle(index);
    },
    moved: drawArrows,
  });
  const keys = storyKeys({
    zoom,
    axis: () => axis,
    lines,
    rows,
    toggle,
    jump: (key) => jump(key),
    story: () => story,
    fold: () => setFold(!fold),
    step(by) {
      const next = neighbour(id, by);
      if (next !== undefined) go({ view: 'message', id: next, span: undefined }, true);
    },
  });

  startMouse(frame, (index) => lines.foldable(index) && (toggle(index), true), keys.zoomBy);

  /** @param {Story} next */
  function take(next) {
    story = next;
    lines.take(next);
    const before = spans.get(selected ?? '');
    spans = new Map(next.traces.flatMap((trace) => trace.spans.map((span) => [span.key, span])));
    const { from, to } = axis.view;
    axis = timeAxis(next, fold);
    axis.zoom(from, to);
    head.draw(next, live);
    const now = spans.get(selected ?? '');
    if (now !== undefined && JSON.stringify(now) !== JSON.stringify(before)) panel.show(now, next, spans);
    lay();
  }

  function lay() {
    rows.setCount(lines.count);
    redraw();
  }

  function redraw() {
    if (story === undefined || view.hidden) return;
    top.draw(story, lines.all, axis, fold);
    rows.redraw();
  }

  function drawArrows() {
    if (story === undefined || rows === undefined) return;
    const track = top.bands.getBoundingClientRect();
    const { left } = body.getBoundingClientRect();
    const middle = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--middle'));
    arrows.draw({
      story,
      places: lines.places,
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
    for (const each of [before, key]) {
      rows.at(lines.placeOf(each))?.setAttribute('aria-selected', String(each === key));
    }
    panel.show(span, story, spans);
    view.classList.add('with-details');
    if (remember) go({ view: 'message', id, span: key }, true);
    drawArrows();
  }

  /** Goes to a span, also into what is closed, so that Back leads back. @param {string} key @param {boolean} [push] */
  function jump(key, push = true) {
    if (!spans.has(key)) return;
    lines.reveal(key);
    lay();
    select(key, false);
    rows.setActive(lines.placeOf(key), 'center');
    if (push) go({ view: 'message', id, span: key });
  }

  function closeDetails() {
    if (!panel.shown()) return false;
    panel.hide();
    view.classList.remove('with-details');
    rows.at(lines.placeOf(selected))?.setAttribute('aria-selected', 'false');
    selected = undefined;
    go({ view: 'message', id, span: undefined }, true);
    drawArrows();
    body.focus({ preventScroll: true });
    return true;
  }

  /** @param {number} index */
  function toggle(index) {
    lines.toggle(index);
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
    if (next === undefined) {
      missing.show(id, GONE);
      return;
    }
    missing.hide();
    take(next);
  }

  /** What is drawn is of another message: until the answer is here, no key and no click leads into it. */
  function forget() {
    story = undefined;
    spans = new Map();
    selected = undefined;
    panel.hide();
    view.classList.remove('with-details');
  }

  return {
    /** @param {string} next @param {string | undefined} span */
    async show(next, span) {
      view.hidden = false;
      if (next !== id) {
        id = next;
        lines.openAll();
        forget();
        axis.zoom(0, 1);
        const answer = await missing.until(next, source.message(next), () => next === id);
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
