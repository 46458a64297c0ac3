import { element } from '../dom.mjs';

/**
 * What scrolls: the axis above, the lines, and over them the arrows.
 *
 * @param {{ element: Element, bands: Element }} top
 * @param {Element} arrows
 */
export function storyFrame(top, arrows) {
  const body = element('div', {
    class: 'rows',
    role: 'tree',
    tabindex: '0',
    'aria-label': 'The message’s traces, their spans and the times between',
  });
  const canvas = element('div', { class: 'canvas' }, top.bands, body, arrows);
  return { body, scroller: element('div', { class: 'scroller lines' }, top.element, canvas) };
}

/**
 * The mouse: the triangle before a line closes and opens, and the wheel with Ctrl zooms.
 *
 * @param {ReturnType<typeof storyFrame>} frame
 * @param {(index: number) => boolean} toggle whether there is something to close
 * @param {(factor: number) => void} zoomBy
 */
export function startMouse({ body, scroller }, toggle, zoomBy) {
  // Before the line has the click, which shows its details.
  const first = { capture: true };
  body.addEventListener(
    'click',
    (event) => {
      const caret = /** @type {Element} */ (event.target).closest('.caret');
      if (caret === null || !toggle(Number(caret.closest('[data-index]')?.getAttribute('data-index')))) return;
      event.preventDefault();
      event.stopPropagation();
    },
    first,
  );
  scroller.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomBy(event.deltaY > 0 ? 1.25 : 0.8);
    },
    { passive: false },
  );
}
