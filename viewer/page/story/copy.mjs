import { button, byId, shape } from '../dom.mjs';

/**
 * A button that puts a text on the clipboard.
 *
 * @param {string} text
 * @param {string} what
 */
export function copyButton(text, what) {
  const created = button({ class: 'copy', 'aria-label': `Copy ${what}`, title: 'Copy' }, [icon()], () => void copy());

  async function copy() {
    const done = await write(text);
    byId('said').textContent = done ? `Copied ${what}` : 'Could not copy';
    created.textContent = done ? '✓' : '✗';
    setTimeout(() => created.replaceChildren(icon()), 1200);
  }
  return created;
}

/** Two sheets. */
function icon() {
  return shape(
    'svg',
    { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    shape('rect', { x: '5.5', y: '5.5', width: '8', height: '8.5', rx: '1.5' }),
    shape('path', { d: 'M3.5 10.5h-1v-8.5h8v1.5' }),
  );
}

/** @param {string} text */
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byHand(text);
  }
}

/** A page on disk, or one that is not asked by a loopback name, has no clipboard of its own. @param {string} text */
function byHand(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
