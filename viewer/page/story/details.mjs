import { hueOf } from '../colors.mjs';
import { button, element } from '../dom.mjs';
import { clean, date, duration, plural, size } from '../format.mjs';
import { copyButton } from './copy.mjs';

/** @typedef {import('../../src/model/source').Story} Story */
/** @typedef {import('../../src/model/source').StorySpan} StorySpan */
/** @typedef {import('../../src/model/source').AttributeGroup} AttributeGroup */

/** More of a value is shown on demand only. */
const LONG = 2000;
/** Entries that are shown at once: links, events. */
const MOST = 100;

/**
 * All that is known of a span.
 *
 * @param {{ jump: (key: string) => void, close: () => void }} actions
 */
export function spanDetails({ jump, close }) {
  const panel = element('aside', { class: 'details', tabindex: '-1', hidden: '', 'aria-label': 'Details of the span' });

  return {
    element: panel,
    shown: () => !panel.hidden,
    hide() {
      panel.hidden = true;
      panel.replaceChildren();
    },
    /** @param {StorySpan} span @param {Story} story @param {ReadonlyMap<string, StorySpan>} spans */
    show(span, story, spans) {
      const links = story.arrows.filter(({ from, to }) => from === span.key || to === span.key);
      panel.setAttribute('aria-label', `Details of ${clean(span.name).slice(0, 200)}`);
      panel.replaceChildren(
        element(
          'div',
          { class: 'panel-head' },
          element('h3', { class: `hue-${hueOf(span.service)}` }, clean(span.name).slice(0, 500)),
          copyButton(JSON.stringify(span, null, 2), 'the span as JSON'),
          button({ class: 'close', 'aria-label': 'Close the details' }, '✕', close),
        ),
        ...(span.failed ? [element('p', { class: 'failure' }, clean(span.failure || 'failed').slice(0, 2000))] : []),
        facts(span, story),
        ...(links.length === 0 ? [] : [section('Links', linkList(links, span, spans, jump))]),
        ...span.attributes.map((group) => section(group.title, attributeList(group.rows))),
        ...(span.events.length === 0 ? [] : [section('Events', eventList(span))]),
      );
      panel.hidden = false;
      panel.scrollTop = 0;
    },
  };
}

/** @param {StorySpan} span @param {Story} story */
function facts(span, story) {
  const [traceId = '', spanId = ''] = span.key.split('/');
  return attributeList([
    row('Service', span.service),
    row('Kind', span.kind),
    row('Duration', span.end === undefined ? 'open' : duration(span.end - span.start)),
    row('Start', `+${duration(span.start - story.from)} · ${date(span.start)}`),
    row('Trace', traceId),
    row('Span', spanId),
    ...(span.lostParent === undefined ? [] : [row('Parent', `${span.lostParent} (not here)`)]),
  ]);
}

/** @param {string} name @param {string} value @returns {AttributeGroup['rows'][number]} */
function row(name, value) {
  return { name, value, alsoNamed: [] };
}

/** @param {string} title @param {Node} content */
function section(title, content) {
  return element('section', {}, element('h4', {}, clean(title).slice(0, 100)), content);
}

/** @param {AttributeGroup['rows']} attributes */
function attributeList(attributes) {
  const list = element('dl', { class: 'attributes' });
  let more = attributes.length;
  const add = (/** @type {number} */ from) => {
    list.append(...attributes.slice(from, from + MOST).map(attribute));
    more = attributes.length - from - MOST;
    if (more > 0) {
      const next = button({ class: 'small' }, plural(more, 'more attribute'), () => {
        next.remove();
        add(from + MOST);
      });
      list.append(next);
    }
  };
  add(0);
  return list;
}

/** @param {AttributeGroup['rows'][number]} attribute */
function attribute({ name, value, alsoNamed }) {
  const twins =
    alsoNamed.length === 0
      ? []
      : [
          element(
            'small',
            { title: 'The same value under these names' },
            ` = ${alsoNamed.map(clean).join(', ').slice(0, 300)}`,
          ),
        ];
  return element(
    'div',
    {},
    element('dt', {}, ...breakable(clean(name).slice(0, 300)), ...twins),
    element('dd', {}, ...longText(value), copyButton(value, clean(name).slice(0, 100))),
  );
}

/** A long name breaks at its dots. @param {string} name */
function breakable(name) {
  return name.split(/(?<=[._])/).flatMap((part, index) => (index === 0 ? [part] : [element('wbr'), part]));
}

/** A value of a megabyte would take seconds to lay out. @param {string} text */
function longText(text) {
  if (text.length <= LONG) return [element('span', { class: 'value' }, text)];
  const value = element('span', { class: 'value' }, `${text.slice(0, LONG)}…`);
  const all = button({ class: 'small' }, `Show all ${size(text.length)}`, () => {
    value.textContent = text;
    value.classList.add('long');
    all.remove();
  });
  return [value, all];
}

/**
 * @param {readonly import('../../src/model/source').Arrow[]} links
 * @param {StorySpan} span
 * @param {ReadonlyMap<string, StorySpan>} spans
 * @param {(key: string) => void} jump
 */
function linkList(links, span, spans, jump) {
  const items = links.slice(0, MOST).map(({ from, to, kind }) => {
    const out = from === span.key;
    const key = out ? to : from;
    const other = spans.get(key);
    const what = {
      producer: out ? 'led to' : 'sent by',
      attempt: out ? 'next attempt' : 'previous attempt',
      other: out ? 'linked from' : 'links to',
    }[kind];
    if (other === undefined) return element('li', { class: 'lost' }, `${what}: ${key} (not here)`);
    const apart = other.start - span.start;
    return element(
      'li',
      {},
      button(
        { class: `jump ${kind}` },
        [
          element('small', {}, what),
          element('span', {}, `${clean(other.name).slice(0, 200)}${other.failed ? ' ✗' : ''}`),
          element(
            'small',
            {},
            `${clean(other.service).slice(0, 80)} · ${duration(Math.abs(apart))} ${apart < 0 ? 'earlier' : 'later'}`,
          ),
        ],
        () => jump(key),
      ),
    );
  });
  const more = links.length > MOST ? [element('li', { class: 'lost' }, plural(links.length - MOST, 'more link'))] : [];
  return element('ul', { class: 'links' }, ...items, ...more);
}

/** @param {StorySpan} span */
function eventList(span) {
  const items = span.events
    .slice(0, MOST)
    .map(({ name, at, attributes }) =>
      element(
        'li',
        { class: name === 'exception' ? 'bad' : '' },
        element('strong', {}, clean(name).slice(0, 200)),
        element('small', {}, ` +${duration(Math.max(0, at - span.start))}`),
        ...attributes.map((group) => attributeList(group.rows)),
      ),
    );
  const more =
    span.events.length > MOST
      ? [element('li', { class: 'lost' }, plural(span.events.length - MOST, 'more event'))]
      : [];
  return element('ul', { class: 'events' }, ...items, ...more);
}
