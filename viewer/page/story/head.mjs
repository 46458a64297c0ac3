import { button, element } from '../dom.mjs';
import { clean, date, duration, number, plural } from '../format.mjs';
import { outcome, service } from '../list/cells.mjs';
import { copyButton } from './copy.mjs';

/** @typedef {import('../../src/model/source').Story} Story */

/**
 * A message's life in a line: who sent it, how long it waited where, who processed it, how it ended.
 *
 * @param {() => void} back
 */
export function storyHead(back) {
  const title = element('h2', { class: 'story-title' });
  const way = element('p', { class: 'way' });
  const facts = element('dl', { class: 'facts' });
  const error = element('p', { class: 'error' });
  const whole = element(
    'header',
    { class: 'story-head' },
    element(
      'div',
      { class: 'story-name' },
      button({ class: 'small', 'aria-label': 'Back to the messages' }, '← Messages', back),
      title,
    ),
    way,
    facts,
    error,
  );

  return {
    element: whole,
    /** @param {Story} story @param {boolean} live */
    draw({ row, traces, hiddenSpans }, live) {
      const id = row.messageId;
      title.replaceChildren(
        element('span', { class: 'of' }, titleOf(row)),
        ...(id === undefined ? [] : [copyButton(id, 'the message id')]),
        outcome(row),
      );
      way.replaceChildren(...wayOf(row));
      const spans = traces.reduce((sum, trace) => sum + trace.spans.length, 0) + hiddenSpans;
      facts.replaceChildren(
        ...fact('Sent', date(row.sentAt)),
        ...(row.waited === undefined
          ? []
          : fact(row.attempts > 1 ? 'Waited at first' : 'Waited', duration(row.waited))),
        ...(row.attempts === 0
          ? []
          : fact(
              'Attempts',
              `${number(row.attempts)}${row.failedAttempts > 0 ? `, ${number(row.failedAttempts)} failed` : ''}`,
            )),
        ...fact('Took in all', duration(row.took)),
        ...fact(
          'Seen in',
          `${plural(traces.length, 'trace')}, ${plural(spans, 'span')}${hiddenSpans > 0 ? ` (${number(hiddenSpans)} not drawn)` : ''}`,
        ),
        ...(live && (row.outcome === 'sent' || row.outcome === 'processing')
          ? fact('Still', row.outcome === 'sent' ? 'waiting' : 'in work')
          : []),
      );
      error.hidden = row.error === undefined;
      error.textContent = row.error === undefined ? '' : clean(row.error).slice(0, 1000);
    },
    /** @param {string} id */
    clear(id) {
      title.replaceChildren(clean(id).slice(0, 300));
      for (const part of [way, facts]) part.replaceChildren();
      error.hidden = true;
    },
  };
}

/** @param {import('../../src/model/source').MessageRow} row */
function titleOf({ label, messageId, destination, outcome: how }) {
  const said = label ?? messageId ?? (how === 'trace' ? destination : `A message to ${destination}`);
  return clean(said).slice(0, 300);
}

/** @param {import('../../src/model/source').MessageRow} row */
function wayOf(row) {
  const steps = [
    ...(row.sentBy === undefined ? [] : [service(row.sentBy)]),
    element('span', { class: 'queue' }, clean(row.destination).slice(0, 200)),
    ...(row.processedBy.length === 0
      ? []
      : [element('span', {}, ...row.processedBy.slice(0, 5).flatMap((name) => [service(name), ' ']))]),
    ...(row.movedTo === undefined
      ? []
      : [
          element('span', { class: row.outcome === 'dead' ? 'queue dead' : 'queue' }, clean(row.movedTo).slice(0, 200)),
        ]),
  ];
  return steps.flatMap((step, index) => [
    ...(index > 0 ? [element('span', { class: 'to', 'aria-hidden': 'true' }, ' → ')] : []),
    step,
  ]);
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return [element('div', {}, element('dt', {}, name), element('dd', {}, value))];
}
