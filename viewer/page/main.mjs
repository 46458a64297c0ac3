import { readAddress, writeAddress } from './address.mjs';
import { byId, element } from './dom.mjs';
import { startFilters } from './filters.mjs';
import { plural } from './format.mjs';
import { helpShown, showHelp, startHelp } from './help.mjs';
import { messageList } from './list/view.mjs';
import { messageMap } from './map/view.mjs';
import { openSource } from './source.mjs';
import { messageStory } from './story/view.mjs';
import { startTheme } from './theme.mjs';

/** @typedef {import('../src/model/source').Filter} Filter */

/** @type {import('../src/model/source').PageData} */
const data = JSON.parse(byId('data').textContent ?? '');
const state = byId('state');
const notice = byId('notice');
/** The filter of the list, which is the one to come back to. @type {Filter} */
let filter = {};
/** @type {ReturnType<typeof readAddress>} */
let address = readAddress(location.hash);

startTheme(() => story?.redraw());
startHelp();
// The data is here twice, else.
byId('data').textContent = '';
const source = await openSource(data, (share) => {
  state.textContent = `reading, ${Math.round(share * 100)} %`;
});
const list = messageList({
  source,
  live: data.live,
  open: (id) => go({ view: 'message', id, span: undefined }),
  narrow,
  answered,
  failed,
});
const story = messageStory({ source, live: data.live, go, back: toList, failed, neighbour: list.neighbour });
const map = messageMap({ source, go, failed });
const filters = startFilters(narrow);
const views = { messages: list, message: story, map };

addEventListener('popstate', () => {
  if (writeAddress(readAddress(location.hash)) !== writeAddress(address)) void arrive();
});
await arrive();
source.watch(() => {
  void views[address.view].refresh();
  if (address.view !== 'messages') void tell();
}, failed);

/** Shows what the address asks for. */
async function arrive() {
  const before = address.view;
  const first = document.activeElement === document.body;
  address = readAddress(location.hash);
  notice.hidden = true;
  document.body.dataset.view = address.view;
  if (address.view !== 'message') filter = address.filter;
  for (const [name, view] of Object.entries(views)) if (name !== address.view) view.hide();
  if (address.view === 'message') filters.hide();
  else filters.show(filter);
  for (const name of /** @type {const} */ (['messages', 'map'])) {
    const tab = byId(`tab-${name}`);
    tab.setAttribute('href', writeAddress({ view: name, filter }));
    tab.toggleAttribute('aria-current', name === address.view);
    if (name === address.view) tab.setAttribute('aria-current', 'page');
  }
  try {
    if (address.view === 'message') await story.show(address.id, address.span);
    else await views[address.view].show(filter);
  } catch (error) {
    failed(error);
  }
  if (address.view !== 'messages') void tell();
  const typing = document.activeElement === byId('search');
  if ((before !== address.view || first) && !typing) views[address.view].focus();
}

/**
 * @param {ReturnType<typeof readAddress>} next
 * @param {boolean} [replace] whether Back skips where one was
 */
function go(next, replace = false) {
  const target = writeAddress(next);
  if (target === writeAddress(address)) return;
  if (replace) history.replaceState(history.state, '', target);
  else history.pushState({ inside: true }, '', target);
  if (replace && next.view === 'message' && address.view === 'message' && next.id === address.id) address = next;
  else void arrive();
}

/** @param {Partial<Filter>} change @param {boolean} [typed] */
function narrow(change, typed = false) {
  const view = address.view === 'map' ? 'map' : 'messages';
  // One step for Back a choice, not one a letter.
  go({ view, filter: { ...filter, ...change } }, typed && address.view === view);
}

function toList() {
  go({ view: 'messages', filter });
}

/** How much there is, for the views that do not ask for it. */
async function tell() {
  try {
    answered(await source.messages(filter, { offset: 0, limit: 1 }));
  } catch (error) {
    failed(error);
  }
}

/** @param {import('../src/model/source').MessageList} answer */
function answered(answer) {
  notice.hidden = true;
  filters.answered(answer);
  const { spans, messages, droppedTraces } = answer.kept;
  state.classList.toggle('live', data.live);
  state.replaceChildren(
    element('strong', {}, data.live ? 'Live' : 'Saved'),
    ` ${plural(messages, 'message')} · ${plural(spans, 'span')}`,
    ...(droppedTraces > 0
      ? [element('span', { title: 'There was no room for more.' }, ` · ${plural(droppedTraces, 'old trace')} dropped`)]
      : []),
  );
}

/** @param {unknown} error */
function failed(error) {
  notice.hidden = false;
  const said = error instanceof Error ? error.message : String(error);
  notice.textContent = data.live
    ? `The viewer does not answer (${said}). The page shows what it has, and asks again when the viewer is back.`
    : said;
  state.classList.remove('live');
}

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || helpShown()) return;
  if (key === 'Escape') {
    event.preventDefault();
    escape(typing);
    return;
  }
  if (typing) {
    // From the search straight into what it found.
    if (target === byId('search') && (key === 'Enter' || key === 'ArrowDown')) views[address.view].focus();
    return;
  }
  /** @type {Record<string, () => void>} */
  const keys = {
    '/': () => filters.focusSearch(),
    '?': showHelp,
    m: toList,
    g: () => go({ view: 'map', filter }),
    x: () => address.view !== 'message' && filters.toggleErrors(),
    // Not out of the page.
    Backspace: () => (history.state?.inside === true ? history.back() : toList()),
  };
  const action = keys[key];
  if (action !== undefined) {
    event.preventDefault();
    action();
  } else if (address.view === 'message' && story.key(key)) event.preventDefault();
});

/** @param {boolean} typing */
function escape(typing) {
  if (typing) {
    filters.endSearch();
    views[address.view].focus();
  } else if (address.view === 'message') {
    if (!story.closeDetails()) toList();
  } else filters.endSearch();
}
