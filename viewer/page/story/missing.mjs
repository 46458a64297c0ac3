import { element } from '../dom.mjs';

/** Why a message is not shown. */
export const GONE = 'This message is not here, or no longer: the newest traces are kept.';
const NO_ANSWER = 'This message comes as soon as the viewer answers.';

/**
 * What stands in the place of a message.
 *
 * @param {HTMLElement} scroller
 * @param {ReturnType<typeof import('./head.mjs').storyHead>} head
 */
export function startMissing(scroller, head) {
  const missing = element('p', { class: 'empty', hidden: '' });
  /** @param {string} id @param {string} why */
  function show(id, why) {
    head.clear(id);
    missing.textContent = why;
    missing.hidden = false;
    scroller.hidden = true;
  }
  return {
    element: missing,
    show,
    /**
     * Says so if there is no answer, unless something else is asked for by then.
     *
     * @template T
     * @param {string} id
     * @param {Promise<T>} answer
     * @param {() => boolean} isWanted
     */
    async until(id, answer, isWanted) {
      try {
        return await answer;
      } catch (error) {
        if (isWanted()) show(id, NO_ANSWER);
        throw error;
      }
    },
    hide() {
      missing.hidden = true;
      scroller.hidden = false;
    },
  };
}
