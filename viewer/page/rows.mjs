import { drawAxis, drawBar, stepOf } from './bars.mjs';
import { element } from './dom.mjs';
import { plural } from '../src/text';
import { duration, ends, hasChildren, report, spanAt } from './report.mjs';

/**
 * The line of a span.
 *
 * @param {number} row
 */
export function spanRow(row) {
  const { name, kind, depth, length, failed, failure, detail } = spanAt(row);
  const time = duration(length);
  const state = failed ? ', failed' : '';
  const said = failure || detail;
  const line = element(
    'div',
    {
      id: `row-${row}`,
      class: `row ${kind}${failed ? ' failed' : ''}`,
      role: 'treeitem',
      tabindex: '-1',
      'aria-level': String(depth + 2),
      'aria-selected': 'false',
      'aria-label': `${name}, ${kind}, ${time}${state}${said === '' ? '' : `, ${said}`}`,
    },
    element(
      'span',
      { class: 'name' },
      element('span', { class: 'caret' }),
      element('span', { class: 'label' }, name),
      element('span', { class: 'said' }, said),
    ),
    drawBar(row),
    element('span', { class: 'time' }, failed ? `✗ ${time}` : time),
  );
  line.style.setProperty('--depth', String(depth));
  if (hasChildren(row)) line.setAttribute('aria-expanded', 'true');
  return line;
}

/**
 * A trace: a card with its name and its spans.
 *
 * @param {number} number
 */
export function traceCard(number) {
  const trace = report.traces[number];
  const { name, label, shortId, count, failed, first, length } = trace;
  const time = duration(length);
  const errors = failed > 0 ? `${failed} failed` : '';
  const facts = plural(count, 'span');
  const head = element(
    'div',
    {
      id: `trace-${number}`,
      class: 'row head',
      role: 'treeitem',
      tabindex: '-1',
      'aria-level': '1',
      'aria-expanded': 'true',
      'aria-selected': 'false',
      'aria-setsize': String(report.traces.length),
      'aria-posinset': String(number + 1),
      'aria-label': [label, `trace ${name}`, facts, time, errors].filter(Boolean).join(', '),
    },
    element(
      'span',
      { class: 'name' },
      element('span', { class: 'caret' }),
      element('span', { class: 'label' }, name),
      element('span', { class: 'said' }, `${facts} · trace ${shortId}`),
      ...(failed > 0 ? [element('span', { class: 'errors' }, errors)] : []),
    ),
    drawAxis(trace),
    element('span', { class: 'time' }, time),
  );
  // A trace of one tree goes by the name of the root's line as long as that one is there to be seen.
  const isSingle = ends[first] === first + count;
  if (isSingle) head.classList.add('single');
  const lines = Array.from({ length: count }, (_, index) => spanRow(first + index));
  const card = element('div', { class: 'card', role: 'none' }, head, element('div', { role: 'group' }, ...lines));
  card.style.setProperty('--step', `${(stepOf(length) * 100) / (length || 1)}%`);
  return { card, head, lines };
}

/**
 * What a trace is about, above it.
 *
 * @param {string} label
 */
export function labelLine(label) {
  return element('div', { class: 'part', 'aria-hidden': 'true' }, label);
}
