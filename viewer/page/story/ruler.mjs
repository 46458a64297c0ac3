import { element, setStyle } from '../dom.mjs';

/**
 * The numbers of the axis, and a break where a time is folded.
 *
 * @param {HTMLElement} ruler
 * @param {ReturnType<typeof import('./axis.mjs').timeAxis>} axis
 */
export function drawRuler(ruler, axis) {
  const { from: left, to: right } = axis.view;
  const ticks = axis.ticks().map(({ place, text, start }) => {
    const tick = element('span', { class: start ? 'tick start' : 'tick' }, text);
    setStyle(tick, { '--at': `${place * 100}%` });
    return tick;
  });
  const breaks = axis.stretches
    .filter(({ quiet, at, end }) => quiet && end > left && at < right)
    .map(({ at, end }) => {
      const mark = element('span', { class: 'break', title: 'Folded: not to scale' });
      setStyle(mark, {
        '--from': `${Math.max(0, (at - left) / (right - left)) * 100}%`,
        '--to': `${Math.min(1, (end - left) / (right - left)) * 100}%`,
      });
      return mark;
    });
  ruler.replaceChildren(...breaks, ...ticks);
}
