import { byId, element } from './dom.mjs';

const dialog = /** @type {HTMLDialogElement} */ (byId('keys'));

/** @type {readonly [string, readonly (readonly [string, string])[]][]} */
const KEYS = [
  [
    'Everywhere',
    [
      ['/', 'search'],
      ['m', 'the messages'],
      ['g', 'the map'],
      ['x', 'errors only, or all'],
      ['Backspace', 'back to where one was'],
      ['Esc', 'end the search, close the details, go back to the messages'],
      ['?', 'these keys'],
    ],
  ],
  [
    'Messages',
    [
      ['↑ ↓', 'the message above, below (also k and j)'],
      ['PgUp PgDn', 'a page up, down'],
      ['Home End', 'the newest, the oldest'],
      ['Enter', 'open it'],
    ],
  ],
  [
    'One message',
    [
      ['↑ ↓', 'the line above, below'],
      ['← →', 'close and open what is below a line'],
      ['l', 'along the link, again for the next one'],
      ['e', 'the next failure'],
      ['+ −', 'nearer, further away'],
      ['[ ]', 'earlier, later'],
      ['0', 'the whole time'],
      ['f', 'fold long waits, or show them to scale'],
      ['n p', 'the next message of the list, the previous one'],
    ],
  ],
  [
    'Map',
    [
      ['← ↑ ↓ →', 'the nearest box in that direction'],
      ['Enter', 'its messages'],
    ],
  ],
];

/** Fills the list of keys, once. */
export function startHelp() {
  dialog.append(
    element('h2', {}, 'Keys'),
    element(
      'div',
      { class: 'key-groups' },
      ...KEYS.map(([title, keys]) =>
        element(
          'section',
          {},
          element('h3', {}, title),
          element('dl', {}, ...keys.map(([key, does]) => entry(key, does))),
        ),
      ),
    ),
    element('form', { method: 'dialog' }, element('button', {}, 'Close')),
  );
  byId('help').addEventListener('click', showHelp);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/** Shows the keys. */
export function showHelp() {
  dialog.showModal();
}

/** Whether the keys are shown: then none of them does anything. */
export function helpShown() {
  return dialog.open;
}

/** @param {string} key @param {string} does */
function entry(key, does) {
  const caps = key.split(' ').flatMap((cap) => [element('kbd', {}, cap), ' ']);
  return element('div', {}, element('dt', {}, ...caps), element('dd', {}, does));
}
