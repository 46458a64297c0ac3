import { connect, type Connections } from './connections';
import { describeDetails } from './details';
import { describeFailure } from './failure';
import type { Spans } from './otlp';
import type { Attributes, Kind, SpanLink, Value } from './span';
import { clean, distinctShortIds } from './text';
import { buildTraces, type Row, type Trace } from './trace';
import { orderTraces } from './traceOrder';

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
interface ReportTrace {
  readonly id: string;
  readonly shortId: string;
  readonly name: string;
  readonly label?: string;
  readonly start: number;
  readonly length: number;
  readonly first: number;
  readonly count: number;
  readonly failed: number;
}

/** A span as the page shows it. */
export interface ReportSpan {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  /** 0 for a root. */
  readonly depth: number;
  readonly start: number;
  /** Undefined for a span that is still open. */
  readonly length?: number;
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
type ReportAttribute = readonly [name: string, value: string];

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
export function reportData({ epoch, spans }: Spans, labels: Readonly<Record<string, string>> = {}): ReportData {
  const traces = orderTraces(buildTraces(spans));
  const rows = traces.flatMap((trace) => trace.rows);
  const numbers = new Map(rows.map((row, number) => [row, number]));
  const numbersOf: NumbersOf = (found) => found.flatMap((row) => numbers.get(row) ?? []);
  const connections = connect(rows);
  return {
    epoch,
    traces: describeTraces(traces, labels),
    spans: rows.map((row) => describeSpan(row, connections, numbersOf)),
    rails: rows.flatMap((row, to) => numbersOf(connections.sources(row)).map((from) => [from, to] as const)),
  };
}

type NumbersOf = (rows: readonly Row[]) => number[];

function describeTraces(traces: readonly Trace[], labels: Readonly<Record<string, string>>): ReportTrace[] {
  const shortId = distinctShortIds(traces.map(({ id }) => id));
  let first = 0;
  return traces.map(({ id, rows, start, end }) => {
    const label = Object.hasOwn(labels, id) ? labels[id] : undefined;
    const described = {
      id,
      shortId: shortId(id),
      name: rows[0]?.span.name ?? '',
      ...(label === undefined ? {} : { label: clean(label) }),
      start,
      length: end - start,
      first,
      count: rows.length,
      failed: rows.filter(({ span }) => span.failed).length,
    };
    first += rows.length;
    return described;
  });
}

function describeSpan(row: Row, connections: Connections, numbersOf: NumbersOf): ReportSpan {
  const { span, depth, above } = row;
  const { spanId: id, parentId, name, kind, start, end, failed, message } = span;
  const describeLink = ({ traceId, spanId, attributes }: SpanLink, target: Row | undefined): ReportLink => {
    const [number] = target === undefined ? [] : numbersOf([target]);
    return {
      traceId,
      spanId,
      ...(number === undefined ? {} : { row: number }),
      attributes: listAttributes(attributes),
    };
  };
  return {
    id,
    name,
    kind,
    depth,
    start,
    ...(end === undefined ? {} : { length: end - start }),
    failed,
    failure: failed ? clean(describeFailure(span)) : '',
    message,
    detail: clean(describeDetails(span).join(' · ')),
    ...(above === undefined && parentId !== undefined ? { lostParent: parentId } : {}),
    attributes: listAttributes(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: listAttributes(event.attributes) })),
    links: span.links.map((link) => describeLink(link, connections.find(link))),
    continuations: numbersOf(connections.continuations(row)),
  };
}

function listAttributes(attributes: Attributes): ReportAttribute[] {
  return [...attributes]
    .map(([name, value]): ReportAttribute => [name, textOf(value)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Values are text: JSON has no NaN. */
function textOf(value: Value): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
