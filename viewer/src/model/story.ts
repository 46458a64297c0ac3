import { byStart } from '../span';
import { describeDetails } from '../words/details';
import { describeFailure } from '../words/failure';
import { groupAttributes, groupsOf } from '../words/groups';
import { clean, distinctShortIds } from '../words/text';
import { arrowsOf } from './arrows';
import { clusterOf } from './histogram';
import type { Lives } from './lives';
import { ownSpansOf } from './ownSpans';
import type { Rows } from './rows';
import type { Story, StorySpan, StoryTrace, Wait } from './source';
import type { SpanStore } from './store';
import { type Line, linesOf } from './tree';
import { NO_ROOM, toldInFull } from './storyRoom';
import { parentOf } from './ancestors';
import type { Life, StoredSpan, StoredTrace, Summary } from './kept';

/** A page with more is slow, and nobody reads it. */
const MAX_SPANS = 2000;
const MAX_LABEL = 200;

/** All that is known of one message. */
export function listStory(id: string, rows: Rows, store: SpanStore, lives: Lives): Story | undefined {
  const life = lives.get(id);
  if (life === undefined) return undefined;
  const summary = rows.summaryOf(life);
  const own = ownSpansOf(life, summary);
  const traces = tracesOf(life, summary);
  const all = traces.flatMap(({ spans }) => [...spans.values()]);
  const shown = new Set(all.length <= MAX_SPANS ? all : mostTelling(all, own));
  const shortId = distinctShortIds(traces.map((trace) => trace.id));
  const told = traces
    .map((trace) => ({ trace, lines: linesOf([...trace.spans.values()].filter((stored) => shown.has(stored))) }))
    .filter(({ lines }) => lines.length > 0)
    .toSorted((a, b) => startOf(a.lines) - startOf(b.lines));
  const [from, to] = axisOf([...shown], summary.waits);
  const drawn = told.flatMap(({ lines }) => lines.map(({ stored }) => stored));
  const inFull = toldInFull(drawn, own);
  return {
    row: summary.row,
    from,
    to,
    traces: told.map(({ trace, lines }): StoryTrace => {
      const label = rows.labelOf(trace.id);
      return {
        id: trace.id,
        shortId: shortId(trace.id),
        label: label === undefined ? undefined : clean(label).slice(0, MAX_LABEL),
        spans: lines.map((line) => describe(line, own.has(line.stored), inFull.has(line.stored))),
      };
    }),
    waits: summary.waits,
    arrows: arrowsOf(drawn, own, store),
    hiddenSpans: all.length - shown.size,
  };
}

function tracesOf(life: Life, { senders }: Summary): StoredTrace[] {
  if (life.trace !== undefined) return [life.trace];
  return [...new Set([...senders, ...life.members].map(({ trace }) => trace))];
}

/** What is about the message, what is above it, and then what happened first. */
function mostTelling(all: readonly StoredSpan[], own: ReadonlySet<StoredSpan>): StoredSpan[] {
  const rank = new Map<StoredSpan, number>();
  for (const stored of own) {
    rank.set(stored, 0);
    for (let above = parentOf(stored); above !== undefined && !rank.has(above); above = parentOf(above)) {
      rank.set(above, 1);
    }
  }
  const rankOf = (stored: StoredSpan): number => rank.get(stored) ?? 2;
  return all.toSorted((a, b) => rankOf(a) - rankOf(b) || byStart(a.span, b.span)).slice(0, MAX_SPANS);
}

/** From the first start to the last end: of what is not months away from the rest. */
function axisOf(spans: readonly StoredSpan[], waits: readonly Wait[]): readonly [from: number, to: number] {
  const times = spans.flatMap((stored) => [beginOf(stored), stored.span.end ?? stored.span.start]);
  for (const { from } of waits) times.push(from);
  return clusterOf(times.toSorted((a, b) => a - b));
}

function startOf(lines: readonly Line[]): number {
  return lines.reduce((first, { stored }) => Math.min(first, beginOf(stored)), Infinity);
}

/** A poll may have waited long before there was a message. */
function beginOf({ span, facts }: StoredSpan): number {
  return facts?.operation === 'receive' ? (span.end ?? span.start) : span.start;
}

function describe({ stored, depth }: Line, own: boolean, inFull: boolean): StorySpan {
  const { span, key } = stored;
  return {
    key,
    name: span.name,
    kind: span.kind,
    service: span.resource.service,
    depth,
    start: span.start,
    end: span.end,
    failed: span.failed,
    failure: span.failed ? clean(describeFailure(span)) : '',
    detail: clean(describeDetails(span).join(' · ')),
    own,
    lostParent: span.parentId !== undefined && parentOf(stored) === undefined ? span.parentId : undefined,
    attributes: inFull ? groupsOf(span) : [NO_ROOM],
    events: (inFull ? span.events : []).map(({ name, at, attributes }) => ({
      name,
      at,
      attributes: groupAttributes(attributes),
    })),
  };
}
