import { type Attributes, SpanKind } from '@opentelemetry/api';
import { smallest } from '../collections';
import { describeDetails } from '../details';
import { describeFailure } from '../events';
import type { FinishedLink, FinishedSpan } from '../finishedSpan';
import { indexSpans, type SpanIndex } from '../spanIndex';
import { clean, distinctShortIds, formatDuration } from '../text';
import { orderTraces } from '../traceOrder';
import { type TraceRow, traceRows } from '../traceRows';
import { buildTraces, spanKey, type SpanNode, type Trace } from '../traceTree';

/** What the page's script works on. Spans go by their row: their position among all rows, from top to bottom. */
export interface ReportData {
  /** Milliseconds since 1970 of time 0. */
  readonly epoch: number;
  readonly traces: readonly ReportTrace[];
  readonly spans: readonly ReportSpan[];
  /** Links between traces, along the message's way: the row it comes from, the row it leads to. */
  readonly rails: readonly (readonly [from: number, to: number])[];
}

/** A trace, the spans of which are `count` rows from `first` on. Times are milliseconds. */
export interface ReportTrace {
  readonly id: string;
  readonly shortId: string;
  readonly name: string;
  readonly label?: string;
  readonly start: number;
  readonly length: number;
  readonly duration: string;
  readonly first: number;
  readonly count: number;
  readonly failed: number;
}

/** A span as the page shows it. */
export interface ReportSpan {
  readonly id: string;
  readonly shortId: string;
  readonly name: string;
  readonly kind: string;
  /** 0 for a root. */
  readonly depth: number;
  readonly start: number;
  /** Undefined for a span that is still open. */
  readonly length?: number;
  readonly duration: string;
  readonly failed: boolean;
  /** Why it failed, in a line. */
  readonly failure: string;
  /** What its status says. */
  readonly message: string;
  /** The few attributes that matter, in words. */
  readonly detail: string;
  /** Identifies a parent that is not among the given spans. */
  readonly lostParent?: string;
  readonly attributes: readonly ReportAttribute[];
  readonly events: readonly ReportEvent[];
  readonly links: readonly ReportLink[];
  /** Rows of other traces that carry on. */
  readonly continuations: readonly number[];
}

/** Name and value, sorted by name. */
export type ReportAttribute = readonly [name: string, value: string];

/** An event of a {@link ReportSpan}, `at` milliseconds after time 0. */
export interface ReportEvent {
  readonly name: string;
  readonly at: number;
  readonly attributes: readonly ReportAttribute[];
}

/** A link of a {@link ReportSpan}. */
export interface ReportLink {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for a span that is not among the given ones. */
  readonly row?: number;
  readonly attributes: readonly ReportAttribute[];
}

/** Puts spans into the order in which the page shows them, and finds out what leads where. */
export function reportData(spans: readonly FinishedSpan[], labels: Readonly<Record<string, string>> = {}): ReportData {
  const traces = orderTraces(buildTraces(spans)).map((trace) => ({ trace, rows: traceRows(trace) }));
  const rows = traces.flatMap((one) => one.rows);
  const rowOf = new Map(rows.map(({ node }, row) => [node, row]));
  const index = indexSpans(traces.map(({ trace }) => trace));
  const shortTraceId = distinctShortIds(traces.map(({ trace }) => trace.traceId));
  const shortSpanId = distinctShortIds(rows.map(({ node }) => node.spanId));
  const depths = depthsOf(rows);
  const epoch = epochOf(spans);
  let first = 0;
  return {
    epoch: epoch * 1000,
    traces: traces.map(({ trace }) => {
      const described = describeTrace(trace, shortTraceId(trace.traceId), first, labels[trace.traceId]);
      first += described.count;
      return described;
    }),
    spans: rows.map((row) => describeSpan(row.node, { index, rowOf, depths, shortSpanId, epoch })),
    rails: rows.flatMap((row) => railsTo(row, index, rowOf)),
  };
}

function describeTrace(trace: Trace, shortId: string, first: number, label: string | undefined): ReportTrace {
  return {
    id: trace.traceId,
    shortId,
    name: trace.roots[0]?.name ?? '',
    ...(label === undefined ? {} : { label: clean(label) }),
    start: trace.start,
    length: trace.end - trace.start,
    duration: formatDuration(trace.end - trace.start),
    first,
    count: trace.nodes.length,
    failed: trace.nodes.filter((node) => node.failed).length,
  };
}

interface Places {
  readonly index: SpanIndex;
  readonly rowOf: ReadonlyMap<SpanNode, number>;
  readonly depths: ReadonlyMap<SpanNode, number>;
  readonly shortSpanId: (id: string) => string;
  readonly epoch: number;
}

function describeSpan(node: SpanNode, { index, rowOf, depths, shortSpanId, epoch }: Places): ReportSpan {
  const { span, start, end, failed } = node;
  const parent = node.parent === undefined ? span.parentSpanContext : undefined;
  const rowAt = (found: SpanNode | undefined): number | undefined =>
    found === undefined ? undefined : rowOf.get(found);
  return {
    id: node.spanId,
    shortId: shortSpanId(node.spanId),
    name: node.name,
    kind: (SpanKind[span.kind] ?? SpanKind[SpanKind.INTERNAL]).toLowerCase(),
    depth: depths.get(node) ?? 0,
    start,
    ...(end === undefined ? {} : { length: end - start }),
    duration: end === undefined ? 'open' : formatDuration(end - start),
    failed,
    failure: failed ? clean(describeFailure(node)) : '',
    message: textOf(span.status.message),
    detail: clean(describeDetails(span.attributes, node.name).join(' · ')),
    ...(parent === undefined ? {} : { lostParent: parent.spanId }),
    attributes: listAttributes(span.attributes),
    events: span.events.map(({ name, time, attributes }) => {
      const at = (time[0] - epoch) * 1e3 + time[1] / 1e6;
      return { name: clean(name), at: Number.isFinite(at) ? at : start, attributes: listAttributes(attributes) };
    }),
    links: span.links.map(({ context, attributes }) => {
      const row = rowAt(index.find(context));
      const { traceId, spanId } = context;
      return { traceId, spanId, ...(row === undefined ? {} : { row }), attributes: listAttributes(attributes) };
    }),
    continuations: index.continuations(node).flatMap((next) => rowAt(next) ?? []),
  };
}

/** The links that are drawn: to other traces, once, and not below a span that says the same. */
function railsTo(row: TraceRow, index: SpanIndex, rowOf: ReadonlyMap<SpanNode, number>): [number, number][] {
  const to = rowOf.get(row.node) ?? 0;
  const leadsHere = ({ context }: FinishedLink): boolean =>
    context.traceId !== row.node.traceId && !row.linkedAbove.has(spanKey(context));
  const sources = row.node.span.links.filter(leadsHere).flatMap(({ context }) => index.find(context) ?? []);
  return [...new Set(sources)].flatMap((source) => {
    const from = rowOf.get(source);
    return from === undefined ? [] : [[from, to] satisfies [number, number]];
  });
}

/** A parent's row is always above its children's. */
function depthsOf(rows: readonly TraceRow[]): ReadonlyMap<SpanNode, number> {
  const depths = new Map<SpanNode, number>();
  for (const { node } of rows) {
    depths.set(node, node.parent === undefined ? 0 : (depths.get(node.parent) ?? 0) + 1);
  }
  return depths;
}

/** The beginning of time of the nodes, in seconds since 1970: the first second in which a span starts. */
function epochOf(spans: readonly FinishedSpan[]): number {
  const epoch = smallest(spans, (span) => span.startTime[0]);
  return Number.isFinite(epoch) ? epoch : 0;
}

/** Values are text: JSON has neither NaN nor the bigint that somebody set in spite of the types. */
function listAttributes(attributes: Attributes = {}): ReportAttribute[] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]): ReportAttribute => [name, textOf(value)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '(not printable)';
  }
}
