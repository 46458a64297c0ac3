import { hueOf } from '../colors.mjs';
import { element, shape } from '../dom.mjs';
import { clean, clock, duration, number } from '../format.mjs';

/** @typedef {import('../../src/model/source').Plot} Plot */

const WIDTH = 300;
const HEIGHT = 84;

/** The worker's numbers over time, small. @param {readonly Plot[]} plots */
export function drawPlots(plots) {
  return plots.slice(0, 12).map(drawPlot);
}

/** @param {Plot} plot */
function drawPlot(plot) {
  const lines = plot.lines.filter(({ points }) => points.length > 0).slice(0, 8);
  const points = lines.flatMap((line) => line.points);
  const from = points.reduce((least, [at]) => Math.min(least, at), Infinity);
  const to = points.reduce((most, [at]) => Math.max(most, at), -Infinity);
  const top = points.reduce((most, [, value]) => Math.max(most, value), 0) || 1;
  const x = (/** @type {number} */ at) => (to === from ? WIDTH / 2 : ((at - from) / (to - from)) * (WIDTH - 8) + 4);
  const y = (/** @type {number} */ value) => HEIGHT - 4 - (Math.max(0, value) / top) * (HEIGHT - 12);
  const picture = shape(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': describe(plot, top), preserveAspectRatio: 'none' },
    ...[0.5, 1].map((part) =>
      shape('line', {
        class: 'grid',
        x1: '0',
        x2: String(WIDTH),
        y1: String(y(top * part)),
        y2: String(y(top * part)),
      }),
    ),
    ...lines.map((line) => {
      const places = line.points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
      // A single point is a line without length, with round ends.
      const [only] = places;
      return shape('polyline', {
        class: `hue-${hueOf(line.name)}${places.length === 1 ? ' dot' : ''}`,
        points: (places.length === 1 ? [only, only] : places).join(' '),
      });
    }),
  );
  return element(
    'figure',
    { class: 'plot' },
    element(
      'figcaption',
      {},
      element('strong', {}, clean(plot.title).slice(0, 80)),
      element('small', {}, plot.from === 'metrics' ? 'from metrics' : 'from spans'),
    ),
    element('div', { class: 'scale' }, format(top, plot.unit)),
    picture,
    element(
      'div',
      { class: 'times' },
      ...(lines.length === 0
        ? ['nothing yet']
        : [element('span', {}, clock(from).slice(0, 8)), element('span', {}, clock(to).slice(0, 8))]),
    ),
    element(
      'ul',
      {},
      ...lines.map((line) =>
        element(
          'li',
          { class: `service hue-${hueOf(line.name)}` },
          element('span', {}, clean(line.name).slice(0, 60)),
          ' ',
          element('b', {}, format(line.points[line.points.length - 1]?.[1] ?? 0, plot.unit)),
        ),
      ),
    ),
  );
}

/** @param {number} value @param {string} unit */
function format(value, unit) {
  if (unit === 's') return duration(value * 1000);
  if (unit === 'ms') return duration(value);
  if (unit === '1/s') return `${Number(value.toPrecision(3))}/s`;
  const rounded = Math.abs(value) >= 100 ? number(Math.round(value)) : String(Number(value.toPrecision(3)));
  return unit === '' || unit === '1' || unit.startsWith('{') ? rounded : `${rounded} ${clean(unit).slice(0, 20)}`;
}

/** @param {Plot} plot @param {number} top */
function describe(plot, top) {
  const last = plot.lines
    .slice(0, 8)
    .map(
      (line) => `${clean(line.name).slice(0, 60)} ${format(line.points[line.points.length - 1]?.[1] ?? 0, plot.unit)}`,
    );
  return `${clean(plot.title).slice(0, 80)}, up to ${format(top, plot.unit)}, last: ${last.join(', ')}`;
}
