import { groupBy } from './collections';
import { byStart, keyOf, type Span } from './span';

/** All spans of a trace. */
export interface Trace {
  readonly id: string;
  /** From top to bottom. The first one gives the trace its name. */
  readonly rows: readonly Row[];
  readonly start: number;
  readonly end: number;
}

/** A span's line in the tree. */
export interface Row {
  readonly span: Span;
  /** 0 for a root, also for one whose parent is not among the given spans. */
  readonly depth: number;
  /** Undefined for a root. */
  readonly above: Row | undefined;
  /** Keys of the spans that it links to. */
  readonly links: ReadonlySet<string>;
}

/** Puts spans into trees, trace by trace, in the order in which the traces start. */
export function buildTraces(spans: readonly Span[]): Trace[] {
  // Sorting them once sorts each span's children, and which of a ring of spans is taken for its root.
  const byTrace = groupBy(spans.toSorted(byStart), ({ traceId }) => traceId);
  return [...byTrace].map(([id, sorted]) => ({
    id,
    rows: rowsOf(sorted),
    start: sorted[0]?.start ?? 0,
    end: sorted.reduce((latest, { start, end }) => Math.max(latest, end ?? start), -Infinity),
  }));
}

function rowsOf(sorted: readonly Span[]): Row[] {
  const byId = new Map(sorted.map((span) => [span.spanId, span]));
  const children = groupBy(sorted, (span) => {
    const parent = span.parentId === undefined ? undefined : byId.get(span.parentId);
    return parent === span ? undefined : parent;
  });
  const drawn = new Set<Span>();
  const trees: Row[][] = [];
  // After those without a parent, one of each ring of spans that are each other's ancestors: every span is drawn.
  for (const root of [...(children.get(undefined) ?? []), ...sorted]) {
    if (!drawn.has(root)) trees.push(treeOf(root, children, drawn));
  }
  return trees.toSorted(([a], [b]) => orphanRank(a) - orphanRank(b) || startOf(a) - startOf(b)).flat();
}

/** Not recursive: a trace may be deeper than the stack. */
function treeOf(root: Span, children: ReadonlyMap<Span | undefined, Span[]>, drawn: Set<Span>): Row[] {
  const rows: Row[] = [];
  const waiting: { span: Span; above: Row | undefined }[] = [{ span: root, above: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { span, above } = next;
    if (drawn.has(span)) continue;
    drawn.add(span);
    const row = {
      span,
      depth: above === undefined ? 0 : above.depth + 1,
      above,
      links: new Set(span.links.map(keyOf)),
    };
    rows.push(row);
    for (const child of (children.get(span) ?? []).toReversed()) waiting.push({ span: child, above: row });
  }
  return rows;
}

/** A root that says it has no parent is the better name for the trace than one that lost it. */
function orphanRank(root: Row | undefined): number {
  return root?.span.parentId === undefined ? 0 : 1;
}

function startOf(root: Row | undefined): number {
  return root?.span.start ?? 0;
}
