import type { SpanNode, Trace } from './traceTree';
import { spanKey } from './traceTree';

/** A span's line in the tree. */
export interface TraceRow {
  readonly node: SpanNode;
  /** 0 for a root. */
  readonly depth: number;
  /** Tree lines left of the name: `│  └─ `. */
  readonly branch: string;
  /** Tree lines left of what is said below the name: `│     │ `. */
  readonly stem: string;
  /** Keys of the spans that an ancestor links to already. */
  readonly linkedAbove: ReadonlySet<string>;
}

/** Columns of tree lines that a level has: `├─ `. */
export const BRANCH = 3;
/** Twenty levels: the lines of deeper ones lose their left part (a list of 10,000 nested spans stays linear in size). */
const MAX_COLUMNS = 60;
const NO_LINKS: ReadonlySet<string> = new Set();

/** The spans of a trace from top to bottom, with their tree lines. Not recursive: a trace may be deeper than the stack. */
export function traceRows(trace: Trace): TraceRow[] {
  const rows: TraceRow[] = [];
  const waiting = trace.roots.toReversed().map((node) => ({
    node,
    depth: 0,
    branch: '',
    below: '',
    linkedAbove: NO_LINKS,
  }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth, branch, below, linkedAbove } = next;
    const { children } = node;
    rows.push({ node, depth, branch, stem: `${below}${children.length > 0 ? '│' : ' '}  `, linkedAbove });
    const linked = withLinks(linkedAbove, node);
    for (const [index, child] of [...children.entries()].toReversed()) {
      const last = index === children.length - 1;
      waiting.push({
        node: child,
        depth: depth + 1,
        branch: keepEnd(`${below}${last ? '└─ ' : '├─ '}`),
        below: keepEnd(`${below}${last ? '   ' : '│  '}`),
        linkedAbove: linked,
      });
    }
  }
  return rows;
}

function withLinks(above: ReadonlySet<string>, { span }: SpanNode): ReadonlySet<string> {
  return span.links.length === 0 ? above : new Set([...above, ...span.links.map((link) => spanKey(link.context))]);
}

function keepEnd(lines: string): string {
  return lines.slice(-MAX_COLUMNS);
}
