import { button, element, setStyle } from '../dom.mjs';
import { timeAxis } from './axis.mjs';
import { overview } from './overview.mjs';
import { drawRuler } from './ruler.mjs';

/** @typedef {import('../../src/model/source').Story} Story */
/** @typedef {import('./lines.mjs').Line} Line */

/** Times in a queue that are drawn behind the lines. */
const MOST_BANDS = 60;

/**
 * What stands above the lines and sticks there: the message in small, the numbers of the axis, and what changes it; and
 * what is behind the lines: a hatched band for each time in a queue.
 *
 * @param {{ zoom: (from: number, to: number) => void, toggleFold: () => void }} actions
 */
export function axisHead({ zoom, toggleFold }) {
  const picture = overview(zoom);
  const ruler = element('div', { class: 'ruler', 'aria-hidden': 'true' });
  const fold = button({ class: 'small fold', 'aria-pressed': 'true' }, 'Fold long waits', toggleFold);
  const whole = button({ class: 'small', hidden: '' }, 'Whole time', () => zoom(0, 1));
  const bands = element('div', { class: 'bands', 'aria-hidden': 'true' });

  return {
    element: element(
      'div',
      { class: 'axis-head' },
      element('div', { class: 'controls' }, fold, whole),
      element('div', { class: 'pictures' }, picture.element, ruler),
    ),
    bands,
    /**
     * @param {Story} story
     * @param {readonly Line[]} lines
     * @param {ReturnType<typeof timeAxis>} axis
     * @param {boolean} folded
     */
    draw(story, lines, axis, folded) {
      picture.draw(lines, axis, story.to);
      drawRuler(ruler, axis);
      whole.hidden = axis.view.from <= 0 && axis.view.to >= 1;
      fold.hidden = !timeAxis(story, true).folded;
      fold.setAttribute('aria-pressed', String(folded));
      bands.replaceChildren(...story.waits.slice(0, MOST_BANDS).map((wait) => band(wait, axis, story.to)));
    },
  };
}

/** @param {import('../../src/model/source').Wait} wait @param {ReturnType<typeof timeAxis>} axis @param {number} end */
function band(wait, axis, end) {
  const drawn = element('i', {});
  setStyle(drawn, { '--from': percent(axis.place(wait.from)), '--to': percent(axis.place(wait.to ?? end)) });
  return drawn;
}

/** @param {number} place */
function percent(place) {
  return `${Math.max(0, Math.min(1, place)) * 100}%`;
}
