import { hueOf } from '../colors.mjs';
import { element, setStyle } from '../dom.mjs';
import { clean, duration, plural } from '../format.mjs';
import { service } from '../list/cells.mjs';

/** @typedef {import('./lines.mjs').Line} Line */
/** @typedef {ReturnType<typeof import('./axis.mjs').timeAxis>} Axis */
/** @typedef {{ axis: Axis, end: number, below: boolean, open: boolean, selected: boolean, label: string }} Look */

/**
 * A line of the story as an element.
 *
 * @param {Line} line
 * @param {Look} look
 */
export function drawLine(line, look) {
  const row =
    line.type === 'trace' ? traceRow(line, look) : line.type === 'wait' ? waitRow(line, look) : spanRow(line, look);
  row.setAttribute('role', 'treeitem');
  row.setAttribute('aria-level', String(line.level));
  row.setAttribute('aria-selected', String(look.selected));
  if (look.below) row.setAttribute('aria-expanded', String(look.open));
  setStyle(row, { '--depth': String(Math.max(0, line.level - 2)) });
  return row;
}

/** @param {Line & { type: 'trace' }} line @param {Look} look */
function traceRow({ trace, failed, services }, { axis, open, label }) {
  const start = Math.min(...trace.spans.map((span) => span.start));
  const end = trace.spans.reduce((last, span) => Math.max(last, span.end ?? span.start), -Infinity);
  const root = trace.spans[0];
  const named = clean(trace.label ?? root?.name ?? 'trace').slice(0, 300);
  // With its lines below, a trace needs no name of theirs, and no label that stands above them all.
  const title = open && (trace.label ?? '') === label ? `Trace ${trace.shortId}` : named;
  const track = element('span', { class: 'track' });
  if (!open) track.append(bar(axis, start, end, 'whole'));
  const row = element(
    'div',
    {
      class: 'row line head',
      'aria-label': `Trace ${named}, ${plural(trace.spans.length, 'span')}${failed > 0 ? `, ${failed} failed` : ''}`,
    },
    element(
      'span',
      { class: 'name' },
      element('span', { class: 'caret' }),
      element('span', { class: 'label' }, title),
      element(
        'span',
        { class: 'detail' },
        ...services.slice(0, 4).flatMap((name) => [service(name), '  ']),
        title.endsWith(trace.shortId) ? '' : `trace ${trace.shortId}`,
      ),
    ),
    track,
    element('span', { class: 'time' }, duration(end - start)),
  );
  return row;
}

/** @param {Line & { type: 'wait' }} line @param {Look} look */
function waitRow({ wait }, { axis, end }) {
  const to = wait.to ?? end;
  const queue = clean(wait.destination).slice(0, 200);
  const length = wait.to === undefined ? '' : duration(wait.to - wait.from);
  const what = wait.to === undefined ? 'waits' : wait.attempt > 1 ? `waited for attempt ${wait.attempt}` : 'waited';
  const track = element('span', { class: 'track' });
  const gap = bar(axis, wait.from, to, wait.to === undefined ? 'gap open' : 'gap');
  if (length !== '') gap.append(element('span', {}, length));
  track.append(gap);
  return element(
    'div',
    { class: 'row line wait', 'aria-label': `${what} ${length} in ${queue}` },
    element(
      'span',
      { class: 'name' },
      element('span', { class: 'caret' }),
      element('span', { class: 'label' }, `${what} in ${queue}`),
    ),
    track,
    element('span', { class: 'time' }, length === '' ? 'open' : length),
  );
}

/** @param {Line & { type: 'span' }} line @param {Look} look */
function spanRow({ span }, { axis, end, open, below }) {
  const name = clean(span.name).slice(0, 300);
  const length = span.end === undefined ? 'open' : duration(span.end - span.start);
  const said = clean(span.failed ? span.failure || 'failed' : span.detail).slice(0, 300);
  const track = element('span', { class: 'track' });
  track.append(bar(axis, span.start, span.end ?? end, span.end === undefined ? 'open' : ''));
  for (const event of span.events.slice(0, 40)) {
    const place = axis.place(event.at);
    if (place < 0 || place > 1) continue;
    const mark = element('span', {
      class: event.name === 'exception' ? 'event bad' : 'event',
      title: clean(event.name).slice(0, 200),
    });
    setStyle(mark, { '--at': `${place * 100}%` });
    track.append(mark);
  }
  const hidden = below && !open ? [element('span', { class: 'more' }, '…')] : [];
  return element(
    'div',
    {
      class: `row line span hue-${hueOf(span.service)}${span.failed ? ' failed' : ''}${span.own ? '' : ' aside'}`,
      'aria-label': [
        name,
        clean(span.service).slice(0, 100),
        span.kind,
        length,
        ...(span.failed ? ['failed'] : []),
        ...(said === '' ? [] : [said]),
      ].join(', '),
    },
    element(
      'span',
      { class: 'name' },
      element('span', { class: 'caret' }),
      element('span', { class: 'mark', title: `${clean(span.service)}, ${span.kind}` }),
      element('span', { class: 'label', title: name }, name),
      ...hidden,
      element('span', { class: 'detail' }, said),
    ),
    track,
    element('span', { class: 'time' }, length),
  );
}

/** @param {Axis} axis @param {number} from @param {number} to @param {string} style */
function bar(axis, from, to, style) {
  const start = axis.place(from);
  const end = axis.place(Math.max(from, to));
  const out = end < 0 ? ' before' : start > 1 ? ' after' : '';
  const drawn = element('span', { class: `bar ${style}${out}` });
  setStyle(drawn, {
    '--from': `${Math.max(0, Math.min(1, start)) * 100}%`,
    '--to': `${Math.max(0, Math.min(1, end)) * 100}%`,
  });
  return drawn;
}
