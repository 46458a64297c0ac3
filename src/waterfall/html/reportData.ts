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
  const rowOf = new Map<SpanNode | undefined, number>(rows.map(({ node }, row) => [node, row]));
  const rowsOf: Places['rowsOf'] = (nodes) => nodes.flatMap((node) => rowOf.get(node) ?? []);
  const index = indexSpans(traces.map(({ trace }) => trace));
  const shortTraceId = distinctShortIds(traces.map(({ trace }) => trace.traceId));
  const shortSpanId = distinctShortIds(rows.map(({ node }) => node.spanId));
  const epoch = epochOf(spans);
  let first = 0;
  return {
    epoch: epoch * 1000,
    traces: traces.map(({ trace }) => {
      const described = describeTrace(trace, shortTraceId(trace.traceId), first, labels[trace.traceId]);
      first += described.count;
      return described;
    }),
    spans: rows.map((row) => describeSpan(row, { index, rowsOf, shortSpanId, epoch })),
    rails: rows.flatMap((row, to) => sourcesOf(row, { index, rowsOf }).map((from) => [from, to] as const)),
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
  /** Without those that are not among the given spans. */
  readonly rowsOf: (nodes: readonly (SpanNode | undefined)[]) => number[];
  readonly shortSpanId: (id: string) => string;
  readonly epoch: number;
}

function describeSpan({ node, depth }: TraceRow, { index, rowsOf, shortSpanId, epoch }: Places): ReportSpan {
  const { span, start, end, failed } = node;
  const parent = node.parent === undefined ? span.parentSpanContext : undefined;
  return {
    id: node.spanId,
    shortId: shortSpanId(node.spanId),
    name: node.name,
    kind: (SpanKind[span.kind] ?? SpanKind[SpanKind.INTERNAL]).toLowerCase(),
    depth,
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
      const [row] = rowsOf([index.find(context)]);
      const { traceId, spanId } = context;
      return { traceId, spanId, ...(row === undefined ? {} : { row }), attributes: listAttributes(attributes) };
    }),
    continuations: rowsOf(index.continuations(node)),
  };
}

/** Where the links that are drawn come from: other traces, once, and not below a span that says the same. */
function sourcesOf({ node, linkedAbove }: TraceRow, { index, rowsOf }: Pick<Places, 'index' | 'rowsOf'>): number[] {
  const leadsHere = ({ context }: FinishedLink): boolean =>
    context.traceId !== node.traceId && !linkedAbove.has(spanKey(context));
  const sources = node.span.links.filter(leadsHere).map(({ context }) => index.find(context));
  return rowsOf([...new Set(sources)]);
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
