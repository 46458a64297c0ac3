import { hueOf } from '../colors.mjs';
import { element, setStyle } from '../dom.mjs';

/** @typedef {ReturnType<typeof import('./axis.mjs').timeAxis>} Axis */
/** @typedef {import('./lines.mjs').Line} Line */

/**
 * The whole message in small: a stretch that is brushed is what the lines show. What it shows is in the lines, too, so
 * that it is a picture only; keys zoom without it.
 *
 * @param {(from: number, to: number) => void} zoom
 */
export function overview(zoom) {
  const canvas = /** @type {HTMLCanvasElement} */ (element('canvas', { 'aria-hidden': 'true' }));
  const window = element('div', { class: 'window', hidden: '' });
  const area = element(
    'div',
    { class: 'overview', title: 'Drag to zoom, double-click for the whole time' },
    canvas,
    window,
  );
  /** @type {number | undefined} */
  let started;
  let last = 0;

  /** @param {PointerEvent} event */
  const placeOf = (event) => {
    const { left, width } = area.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  area.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    area.setPointerCapture(event.pointerId);
    started = placeOf(event);
    last = started;
  });
  area.addEventListener('pointermove', (event) => {
    if (started === undefined) return;
    last = placeOf(event);
    mark(Math.min(started, last), Math.max(started, last));
  });
  area.addEventListener('pointerup', () => {
    if (started !== undefined && Math.abs(last - started) > 0.004)
      zoom(Math.min(started, last), Math.max(started, last));
    started = undefined;
  });
  area.addEventListener('dblclick', () => zoom(0, 1));

  /** @param {number} from @param {number} to */
  function mark(from, to) {
    window.hidden = from <= 0 && to >= 1;
    setStyle(window, { '--from': `${from * 100}%`, '--to': `${to * 100}%` });
  }

  return {
    element: area,
    /** @param {readonly Line[]} lines @param {Axis} axis @param {number} end */
    draw(lines, axis, end) {
      if (started === undefined) mark(axis.view.from, axis.view.to);
      const { clientWidth: width, clientHeight: height } = area;
      const pixels = devicePixelRatio || 1;
      canvas.width = Math.max(1, width * pixels);
      canvas.height = Math.max(1, height * pixels);
      const pen = canvas.getContext('2d');
      if (pen === null) return;
      pen.scale(pixels, pixels);
      const step = (height - 8) / Math.max(1, lines.length);
      const colors = palette(area);
      for (const [at, line] of lines.entries()) {
        if (line.type === 'trace') continue;
        const [from, to] =
          line.type === 'wait' ? [line.wait.from, line.wait.to ?? end] : [line.span.start, line.span.end ?? end];
        const x = axis.unit(from) * width;
        pen.globalAlpha = line.type === 'wait' ? 0.35 : line.span.own ? 1 : 0.4;
        pen.fillStyle =
          line.type === 'wait' ? colors.wait : line.span.failed ? colors.failed : colors.hues[hueOf(line.span.service)];
        pen.fillRect(x, 4 + at * step, Math.max(1.5, axis.unit(to) * width - x), Math.max(1, Math.min(5, step - 0.5)));
      }
    },
  };
}

/** Colours of the sheet, for what is painted. @param {HTMLElement} area */
function palette(area) {
  const read = (/** @type {string} */ style) => {
    const probe = element('i', { class: style });
    area.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    return color;
  };
  return {
    wait: read('ink-wait'),
    failed: read('ink-failed'),
    hues: Array.from({ length: 10 }, (_, hue) => read(`ink hue-${hue}`)),
  };
}
