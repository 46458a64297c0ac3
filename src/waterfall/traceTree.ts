import { SpanStatusCode, type HrTime } from '@opentelemetry/api';
import { groupBy, smallest } from './collections';
import type { FinishedSpan } from './finishedSpan';
import { clean } from './text';

/** A span in its tree. Times are milliseconds on one axis that all given spans share. */
export interface SpanNode {
  readonly span: FinishedSpan;
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly start: number;
  /** Undefined for a span that is still open. */
  readonly end: number | undefined;
  readonly failed: boolean;
  readonly children: SpanNode[];
  /** Undefined for a root, also for one whose parent is not among the given spans. */
  parent: SpanNode | undefined;
}

/** All given spans of one trace. */
export interface Trace {
  readonly traceId: string;
  /** The first one gives the trace its name. */
  readonly roots: readonly SpanNode[];
  readonly nodes: readonly SpanNode[];
  readonly start: number;
  readonly end: number;
}

/** Identifies a span among all traces. */
export function spanKey(context: { readonly traceId: string; readonly spanId: string }): string {
  return `${context.traceId}/${context.spanId}`;
}

/** Builds the tree of each trace, in the order in which the traces first appear. */
export function buildTraces(spans: readonly FinishedSpan[]): Trace[] {
  const byTrace = groupBy(createNodes(spans), (node) => node.traceId);
  return [...byTrace].map(([traceId, nodes]) => buildTrace(traceId, nodes));
}

function buildTrace(traceId: string, unordered: readonly SpanNode[]): Trace {
  // Sorting them once sorts each span's children, and which of a ring of spans is taken for its root.
  const nodes = unordered.toSorted(byStart);
  attachToParents(nodes);
  // A root that says it has no parent is the better name for the trace than one that lost it.
  const roots = findRoots(nodes).toSorted((a, b) => orphanRank(a) - orphanRank(b) || byStart(a, b));
  const start = smallest(nodes, (node) => node.start);
  const end = -smallest(nodes, (node) => -(node.end ?? node.start));
  return { traceId, roots, nodes, start, end };
}

/** For sorting: earlier spans first. */
export function byStart(a: { readonly start: number }, b: { readonly start: number }): number {
  return a.start - b.start;
}

function createNodes(spans: readonly FinishedSpan[]): SpanNode[] {
  // Whole seconds since 1970 leave a double no room for nanoseconds: count from the first second that occurs.
  const epoch = smallest(spans, (span) => span.startTime[0]);
  return spans.map((span) => {
    const { traceId, spanId } = span.spanContext();
    const start = toMilliseconds(span.startTime, epoch) ?? 0;
    const end = isOpen(span) ? undefined : Math.max(start, toMilliseconds(span.endTime, epoch) ?? start);
    const failed = span.status.code === SpanStatusCode.ERROR;
    const name = clean(span.name) || '(no name)';
    return { span, traceId, spanId, name, start, end, failed, children: [], parent: undefined };
  });
}

function toMilliseconds([seconds, nanoseconds]: HrTime, epoch: number): number | undefined {
  const milliseconds = (seconds - epoch) * 1e3 + nanoseconds / 1e6;
  return Number.isFinite(milliseconds) ? milliseconds : undefined;
}

/** The SDK leaves the end of an open span at zero. */
function isOpen(span: FinishedSpan): boolean {
  return span.ended === false || (span.endTime[0] === 0 && span.endTime[1] === 0 && span.startTime[0] > 0);
}

function attachToParents(nodes: readonly SpanNode[]): void {
  const byId = new Map(nodes.map((node) => [node.spanId, node]));
  for (const node of nodes) {
    const parentId = node.span.parentSpanContext?.spanId;
    const parent = parentId === undefined ? undefined : byId.get(parentId);
    if (parent === undefined || parent === node) continue;
    node.parent = parent;
    parent.children.push(node);
  }
}

/** Spans without a parent here, and one of each ring of spans that are each other's ancestors: every span is drawn. */
function findRoots(nodes: readonly SpanNode[]): SpanNode[] {
  const roots: SpanNode[] = [];
  const reached = new Set<SpanNode>();
  const reach = (root: SpanNode): void => {
    roots.push(root);
    const waiting = [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (reached.has(node)) continue;
      reached.add(node);
      for (const child of node.children) waiting.push(child);
    }
  };
  for (const node of nodes) if (node.parent === undefined) reach(node);
  for (const node of nodes) {
    if (reached.has(node)) continue;
    node.parent?.children.splice(node.parent.children.indexOf(node), 1);
    node.parent = undefined;
    reach(node);
  }
  return roots;
}

function orphanRank(root: SpanNode): number {
  return root.span.parentSpanContext === undefined ? 0 : 1;
}
