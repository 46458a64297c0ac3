import { byId, element } from './dom.mjs';
import { duration, report, spanAt, traceAt } from './report.mjs';
import { marked } from './search.mjs';
import { traceName } from './tree.mjs';

const panel = byId('details');

/**
 * Shows all that is known of a span.
 *
 * @param {number} row
 * @param {{ open: (row: number) => void, close: () => void, back: (() => void) | undefined }} actions
 */
export function showDetails(row, { open, close, back }) {
  const span = spanAt(row);
  const links = [
    ...span.links.map((link) => linkItem(link, row, open)),
    ...span.continuations.map((next) => continuationItem(next, row, open)),
  ];
  panel.className = span.failed ? `${span.kind} failed` : span.kind;
  panel.replaceChildren(
    element(
      'div',
      { class: 'panel-head' },
      ...(back === undefined ? [] : [button('back', '← Back', back)]),
      element('h2', {}, ...marked(span.name)),
      button('close', '✕', close, 'Close the details'),
    ),
    facts(row),
    ...section('Links', links.length, element('ul', { class: 'links' }, ...links)),
    ...section('Attributes', span.attributes.length, attributeList(span.attributes)),
    ...section(
      'Events',
      span.events.length,
      element('ul', { class: 'events' }, ...span.events.map((event) => eventItem(event, span))),
    ),
  );
  panel.setAttribute('aria-label', `Details of ${span.name}`);
  panel.hidden = false;
  panel.scrollTop = 0;
}

/** Closes the panel. */
export function hideDetails() {
  panel.hidden = true;
  panel.replaceChildren();
}

/** Whether a span's details are to be seen. */
export function detailsShown() {
  return !panel.hidden;
}

/** @param {number} row */
function facts(row) {
  const span = spanAt(row);
  const trace = traceAt(row);
  const started = new Date(report.epoch + span.start);
  const clock = Number.isNaN(started.getTime()) ? '' : started.toISOString().replace('T', ' ').replace('Z', ' UTC');
  /** @type {[string, string][]} */
  const known = [
    ['Kind', span.kind],
    ['Duration', duration(span.length)],
    ['Start', `+${duration(span.start - trace.start)} · ${clock}`],
    ['Status', span.failed ? `✗ ${span.message || span.failure || 'failed'}` : '✓'],
    ['Trace', trace.id],
    ['Span', span.id],
  ];
  if (span.lostParent !== undefined) known.push(['Parent', `${span.lostParent} (not here)`]);
  return attributeList(known, 'facts');
}

/**
 * @param {string} title
 * @param {number} count
 * @param {Node} content
 */
function section(title, count, content) {
  if (count === 0) return [];
  return [element('section', {}, element('h3', {}, title, ' ', element('small', {}, String(count))), content)];
}

/**
 * @param {readonly (readonly [string, string])[]} attributes
 * @param {string} [style]
 */
function attributeList(attributes, style = '') {
  const entries = attributes.map(([name, value]) =>
    element('div', {}, element('dt', {}, ...marked(name)), element('dd', {}, ...marked(value))),
  );
  return element('dl', { class: `attributes ${style}` }, ...entries);
}

/**
 * @param {import('../src/reportData').ReportEvent} event
 * @param {import('../src/reportData').ReportSpan} span
 */
function eventItem({ name, at, attributes }, { start }) {
  const after = element('small', {}, ` +${duration(Math.max(0, at - start))}`);
  return element(
    'li',
    { class: name === 'exception' ? 'bad' : '' },
    element('strong', {}, ...marked(name)),
    after,
    attributeList(attributes),
  );
}

/**
 * @param {import('../src/reportData').ReportLink} link
 * @param {number} from
 * @param {(row: number) => void} open
 */
function linkItem(link, from, open) {
  const target =
    link.row === undefined
      ? element('span', { class: 'lost' }, '⇠ ', `span ${link.spanId} of trace ${link.traceId} (not here)`)
      : jump('⇠', link.row, from, open);
  return element('li', {}, target, ...(link.attributes.length > 0 ? [attributeList(link.attributes)] : []));
}

/**
 * @param {number} next
 * @param {number} from
 * @param {(row: number) => void} open
 */
function continuationItem(next, from, open) {
  return element('li', {}, jump('⇢', next, from, open));
}

/**
 * @param {string} arrow
 * @param {number} row
 * @param {number} from
 * @param {(row: number) => void} open
 */
function jump(arrow, row, from, open) {
  const { name, failed, start } = spanAt(row);
  const apart = start - spanAt(from).start;
  const when = `${duration(Math.abs(apart))} ${apart < 0 ? 'earlier' : 'later'}`;
  const where = traceAt(row) === traceAt(from) ? 'this trace' : traceName(row);
  const label = element('span', {}, `${arrow} `, ...marked(name), failed ? ' ✗' : '');
  const created = element(
    'button',
    { type: 'button', class: 'jump' },
    label,
    element('small', {}, `${where} · ${when}`),
  );
  created.addEventListener('click', () => open(row));
  return created;
}

/**
 * @param {string} style
 * @param {string} text
 * @param {() => void} action
 * @param {string} [label]
 */
function button(style, text, action, label = text) {
  const created = element('button', { type: 'button', class: style, 'aria-label': label }, text);
  created.addEventListener('click', action);
  return created;
}
