import { addTo, groupBy } from './collections';
import { byStart, keyOf, type SpanLink } from './span';
import type { Row } from './trace';

/** What leads where, across all traces. */
export interface Connections {
  readonly find: (link: SpanLink) => Row | undefined;
  /** Where a span's message came from: the links that are drawn, once each, and not below a span that says the same. */
  readonly sources: (row: Row) => readonly Row[];
  /** Where a span's message went: the one span of each other trace that carries on, in the order of their starts. */
  readonly continuations: (row: Row) => readonly Row[];
}

/** Finds spans by their identifiers, and by the links that lead to them from other traces. */
export function connect(rows: readonly Row[]): Connections {
  const byKey = new Map(rows.map((row) => [keyOf(row.span), row]));
  const find = (link: SpanLink): Row | undefined => byKey.get(keyOf(link));
  const followers = new Map<Row, Row[]>();
  for (const row of rows) for (const source of otherTraces(row, find)) addTo(followers, source, row);
  return {
    find,
    sources: (row) => otherTraces(row, find).filter((source) => !isSaidAbove(row, keyOf(source.span))),
    continuations(row) {
      const byTrace = groupBy(followers.get(row) ?? [], ({ span }) => span.traceId);
      const nearest = [...byTrace.values()].flatMap((linking) => linking.toSorted(carriesOn).slice(0, 1));
      return nearest.toSorted((a, b) => byStart(a.span, b.span));
    },
  };
}

/** The spans of other traces that a span links to, once each. */
function otherTraces({ span }: Row, find: Connections['find']): Row[] {
  const found = span.links.flatMap((link) => (link.traceId === span.traceId ? [] : (find(link) ?? [])));
  return [...new Set(found)];
}

function isSaidAbove(row: Row, key: string): boolean {
  for (let { above } = row; above !== undefined; above = above.above) if (above.links.has(key)) return true;
  return false;
}

/** Of several spans of a trace that link to the same message, processing says more than receiving or deleting it. */
function carriesOn({ span: a }: Row, { span: b }: Row): number {
  return Number(b.kind === 'consumer') - Number(a.kind === 'consumer') || byStart(a, b);
}
