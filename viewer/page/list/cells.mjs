import { element, setStyle } from '../dom.mjs';
import { clean, clock, date, duration, number, plural, short } from '../format.mjs';
import { hueOf } from '../colors.mjs';

/** @typedef {import('../../src/model/source').MessageRow} MessageRow */

/** @type {Record<MessageRow['outcome'], string>} */
export const OUTCOMES = {
  sent: 'not received yet',
  received: 'received',
  processing: 'in work',
  processed: 'processed',
  failed: 'failed',
  forwarded: 'forwarded',
  dead: 'dead letter',
  trace: 'no message',
};

/** Columns of the list, in their order: each has a place in the sheet, by its class. @type {readonly (readonly [style: string, title: string])[]} */
export const COLUMNS = [
  ['sent', 'Sent'],
  ['id', 'Message'],
  ['by', 'Sent by'],
  ['queue', 'Queue'],
  ['wait', 'Waited'],
  ['tries', 'Attempts'],
  ['processed', 'Processed by'],
  ['took', 'Took'],
  ['outcome', 'Outcome'],
  ['error', 'Error'],
];

/**
 * A message as a line of the list.
 *
 * @param {MessageRow} row
 * @param {number} index
 */
export function drawRow(row, index) {
  const cells = [
    cell('sent', element('time', { title: date(row.sentAt) }, clock(row.sentAt))),
    cell(
      'id',
      element(
        'span',
        { class: row.label === undefined ? 'short' : '', title: clean(row.label ?? row.messageId ?? row.id) },
        nameOf(row),
      ),
    ),
    cell('by', ...services(row.sentBy === undefined ? [] : [row.sentBy])),
    cell('queue', ...queue(row)),
    cell('wait', ...waited(row)),
    cell('tries', ...attempts(row)),
    cell('processed', ...services(row.processedBy)),
    cell('took', duration(row.took)),
    cell('outcome', outcome(row)),
    cell(
      'error',
      row.error === undefined
        ? ''
        : element('span', { title: clean(row.error).slice(0, 1000) }, clean(row.error).slice(0, 300)),
    ),
  ];
  return element(
    'div',
    {
      class: `row message ${row.outcome}`,
      role: 'row',
      'aria-rowindex': String(index + 2),
      'aria-label': describe(row),
    },
    ...cells,
  );
}

/** What a message is called: what it is about, or its own id, if it has one. @param {MessageRow} row */
function nameOf(row) {
  return clean(row.label ?? (row.messageId === undefined ? '–' : short(row.messageId))).slice(0, 200);
}

/** @param {MessageRow} row */
export function outcome({ outcome: how }) {
  return element('span', { class: `badge ${how}` }, OUTCOMES[how] ?? clean(how));
}

/** Services as their names with their colours. @param {readonly string[]} names */
function services(names) {
  return names.slice(0, 3).flatMap((name, index) => [...(index > 0 ? [', '] : []), service(name)]);
}

/** @param {string} name */
export function service(name) {
  return element(
    'span',
    { class: `service hue-${hueOf(name)}`, title: clean(name).slice(0, 300) },
    clean(name).slice(0, 100),
  );
}

/** @param {MessageRow} row */
function queue(row) {
  const name = element('span', { title: clean(row.destination) }, clean(row.destination).slice(0, 200));
  if (row.movedTo === undefined) return [name];
  const moved = element(
    'span',
    { class: row.outcome === 'dead' ? 'dead' : '', title: clean(row.movedTo) },
    clean(row.movedTo).slice(0, 200),
  );
  return [name, element('span', { class: 'to' }, ' → '), moved];
}

/** Queue time is hatched wherever it is drawn; here on a scale from a millisecond to an hour. @param {MessageRow} row */
function waited(row) {
  if (row.waited === undefined) return ['–'];
  const length = Math.max(0, Math.min(1, Math.log10(Math.max(1, row.waited)) / Math.log10(3_600_000)));
  const bar = element('span', { class: 'waited', 'aria-hidden': 'true' });
  setStyle(bar, { '--share': `${length * 100}%` });
  return [element('span', {}, duration(row.waited)), bar];
}

/** @param {MessageRow} row */
function attempts({ attempts: count, failedAttempts: failed, outcome: how }) {
  if (count === 0) return ['–'];
  const dots = element('span', { class: 'dots', 'aria-hidden': 'true' });
  // Most often the last one is the one that did not fail.
  for (let at = 0; at < Math.min(count, 5); at += 1)
    dots.append(element('i', { class: at < failed ? 'bad' : how === 'processing' ? 'busy' : '' }));
  return [element('span', {}, number(count)), dots];
}

/** The whole line as a sentence, for those who hear it. @param {MessageRow} row */
function describe(row) {
  const parts = [
    `${OUTCOMES[row.outcome] ?? row.outcome}, message ${nameOf(row)}`,
    `sent ${row.sentBy === undefined ? '' : `by ${clean(row.sentBy)} `}to ${clean(row.destination)}`,
    ...(row.movedTo === undefined ? [] : [`now in ${clean(row.movedTo)}`]),
    ...(row.waited === undefined ? [] : [`waited ${duration(row.waited)}`]),
    ...(row.attempts === 0 ? [] : [`${plural(row.attempts, 'attempt')}, ${row.failedAttempts} failed`]),
    ...(row.processedBy.length === 0 ? [] : [`processed by ${row.processedBy.slice(0, 3).map(clean).join(', ')}`]),
    ...(row.error === undefined ? [] : [clean(row.error)]),
  ];
  return parts.join(', ').slice(0, 400);
}

/** @param {string} style @param {...(Node | string)} content */
function cell(style, ...content) {
  return element('span', { class: `cell c-${style}`, role: 'gridcell' }, ...content);
}
