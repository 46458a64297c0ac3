import { byId } from './dom.mjs';

const STORED = 'viewer-theme';
const button = byId('theme');
const system = matchMedia('(prefers-color-scheme: dark)');

/** Follows the system until somebody presses the button. @param {() => void} changed for what is painted */
export function startTheme(changed) {
  apply(stored());
  system.addEventListener('change', () => {
    apply(stored());
    changed();
  });
  button.addEventListener('click', () => {
    const chosen = isDark(stored()) ? 'light' : 'dark';
    store(chosen === (system.matches ? 'dark' : 'light') ? undefined : chosen);
    apply(chosen);
    changed();
  });
}

/** @param {string | undefined} theme */
function apply(theme) {
  document.documentElement.style.colorScheme = theme ?? 'light dark';
  button.setAttribute('aria-pressed', String(isDark(theme)));
}

/** @param {string | undefined} theme */
function isDark(theme) {
  return theme === undefined ? system.matches : theme === 'dark';
}

/** What was chosen: a page on disk may have no storage, so that it is kept here, too. @type {string | undefined} */
let choice;

function stored() {
  try {
    const theme = localStorage.getItem(STORED);
    return theme === 'dark' || theme === 'light' ? theme : choice;
  } catch {
    return choice;
  }
}

/** @param {string | undefined} theme */
function store(theme) {
  choice = theme;
  try {
    if (theme === undefined) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, theme);
  } catch {
    // Nothing is remembered then.
  }
}
