import { SpanKind } from '@opentelemetry/api';
import { addTo, groupBy } from './collections';
import { byStart, spanKey, type SpanNode, type Trace } from './traceTree';

/** Finds spans across all traces that are drawn. */
export interface SpanIndex {
  readonly find: (context: { readonly traceId: string; readonly spanId: string }) => SpanNode | undefined;
  /** Where a span's message went: the one span of each other trace that carries on, in the order of their starts. */
  readonly continuations: (node: SpanNode) => readonly SpanNode[];
}

/** Indexes spans by their context, and by the links that lead to them from other traces. */
export function indexSpans(traces: readonly Trace[]): SpanIndex {
  const nodes = traces.flatMap((trace) => trace.nodes);
  const byKey = new Map(nodes.map((node) => [spanKey(node), node]));
  const linkedFrom = new Map<string, SpanNode[]>();
  for (const node of nodes) {
    for (const { context } of node.span.links) {
      if (context.traceId !== node.traceId) addTo(linkedFrom, spanKey(context), node);
    }
  }
  return {
    find: (context) => byKey.get(spanKey(context)),
    continuations: (node) => {
      const byTrace = groupBy(linkedFrom.get(spanKey(node)) ?? [], (linking) => linking.traceId);
      return [...byTrace.values()].flatMap((linking) => linking.toSorted(carriesOn).slice(0, 1)).toSorted(byStart);
    },
  };
}

/** Of several spans of a trace that link to the same message, processing says more than receiving or deleting it. */
function carriesOn(a: SpanNode, b: SpanNode): number {
  return Number(b.span.kind === SpanKind.CONSUMER) - Number(a.span.kind === SpanKind.CONSUMER) || byStart(a, b);
}
