import { addTo } from '../collections';
import { byStart } from '../span';
import { parentOf } from './ancestors';
import type { StoredSpan } from './kept';

/** A span's line in the tree of its trace. */
export interface Line {
  readonly stored: StoredSpan;
  /** 0 for a root, also for one whose parent is not among the given spans. */
  readonly depth: number;
}

/** Puts spans of one trace into trees, from top to bottom. Every span is drawn once, also in a ring of parents. */
export function linesOf(spans: readonly StoredSpan[]): Line[] {
  // Sorting them once sorts each span's children, and which of a ring of spans is taken for its root.
  const sorted = spans.toSorted((a, b) => byStart(a.span, b.span));
  const among = new Set(sorted);
  const children = new Map<StoredSpan, StoredSpan[]>();
  const roots: StoredSpan[] = [];
  for (const stored of sorted) {
    const parent = parentOf(stored);
    if (parent === undefined || !among.has(parent)) roots.push(stored);
    else addTo(children, parent, stored);
  }
  // A root that says it has no parent comes before one that lost it.
  roots.sort((a, b) => Number(a.span.parentId !== undefined) - Number(b.span.parentId !== undefined));
  const drawn = new Set<StoredSpan>();
  const lines: Line[] = [];
  // After those without a parent, one of each ring of spans that are each other's ancestors.
  for (const root of [...roots, ...sorted]) drawTree(root, children, drawn, lines);
  return lines;
}

/** Not recursive: a trace may be deeper than the stack. */
function drawTree(
  root: StoredSpan,
  children: ReadonlyMap<StoredSpan, readonly StoredSpan[]>,
  drawn: Set<StoredSpan>,
  lines: Line[],
): void {
  const waiting: Line[] = [{ stored: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { stored, depth } = next;
    if (drawn.has(stored)) continue;
    drawn.add(stored);
    lines.push(next);
    for (const child of (children.get(stored) ?? []).toReversed()) waiting.push({ stored: child, depth: depth + 1 });
  }
}
