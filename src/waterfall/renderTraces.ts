import { SpanKind, type SpanContext } from '@opentelemetry/api';
import { type ArrowContext, arrowLines, isReferredTo } from './arrows';
import { drawBar } from './bar';
import { describeDetails } from './details';
import { eventLines } from './events';
import type { FinishedSpan } from './finishedSpan';
import { createLayout, type Layout } from './layout';
import { createPainter, type Line, segment, type Style } from './paint';
import { serviceIfNew, serviceOf } from './service';
import { indexSpans } from './spanIndex';
import { clean, clip, clipStart, columnsOf, distinctShortIds, fit, formatDuration, plural } from './text';
import { orderTraces } from './traceOrder';
import { BRANCH, type TraceRow, traceRows } from './traceRows';
import { buildTraces, type SpanNode, type Trace } from './traceTree';

/** How {@link renderTraces} draws. */
export interface RenderOptions {
  /** Columns of a line at most. Default 100. */
  readonly width?: number | undefined;
  /** ANSI colours. Default: standard output is a terminal and `NO_COLOR` is not set. */
  readonly color?: boolean | undefined;
  /** A line above everything. */
  readonly title?: string | undefined;
  /** What a trace is about, by its trace id: stands before its root's name. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Names a span that arrows lead to and that is not among the given ones: one that was drawn before. */
  readonly nameOf?: ((context: SpanContext) => string | undefined) | undefined;
}

const DEFAULT_WIDTH = 100;
const KINDS: Readonly<Record<SpanKind, { readonly name: string; readonly style: Style }>> = {
  [SpanKind.INTERNAL]: { name: 'internal', style: 'plain' },
  [SpanKind.SERVER]: { name: 'server', style: 'green' },
  [SpanKind.CLIENT]: { name: 'client', style: 'blue' },
  [SpanKind.PRODUCER]: { name: 'producer', style: 'yellow' },
  [SpanKind.CONSUMER]: { name: 'consumer', style: 'magenta' },
};

/**
 * Draws traces as waterfalls for a terminal: a header for each trace, then its tree of spans with their place on the
 * trace's time axis, and below each span the few things worth knowing. A trace that links to another one comes after it.
 * The same spans and options always give the same text; no line is wider than `options.width`.
 */
export function renderTraces(spans: readonly FinishedSpan[], options: RenderOptions = {}): string {
  const width = widthWithin(options.width);
  const traces = orderTraces(buildTraces(spans)).map((trace) => ({ trace, rows: traceRows(trace) }));
  const layout = createLayout(
    width,
    traces.flatMap(({ rows }) => rows),
  );
  const context: ArrowContext = {
    index: indexSpans(traces.map(({ trace }) => trace)),
    shortTraceId: distinctShortIds(identifiers(spans, ({ traceId }) => traceId)),
    shortSpanId: distinctShortIds(identifiers(spans, ({ spanId }) => spanId)),
    nameOf: (missing) => options.nameOf?.(missing),
  };
  const blocks = traces.map(({ trace, rows }) => [
    headerLine(trace, layout, context, options.labels?.[trace.traceId]),
    ...rows.flatMap((row) => [spanLine(row, trace, layout), ...noteLines(row, trace, layout, context)]),
  ]);
  if (options.title !== undefined) blocks.unshift([[segment(options.title, 'bold')]]);
  const paint = createPainter(width, options.color ?? terminalHasColors());
  return blocks.map((lines) => lines.map(paint).join('\n')).join('\n\n');
}

function widthWithin(width: number = DEFAULT_WIDTH): number {
  return Number.isFinite(width) && width >= 1 ? Math.floor(width) : DEFAULT_WIDTH;
}

/** @see https://no-color.org */
function terminalHasColors(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'];
}

function identifiers(spans: readonly FinishedSpan[], idOf: (context: SpanContext) => string): string[] {
  return spans.flatMap((span) => [span.spanContext(), ...span.links.map((link) => link.context)].map(idOf));
}

/** `── label · root ───────── service · trace 4bf92f35 · 5 spans · 48.2 ms · 1 error ──` */
function headerLine(trace: Trace, { width }: Layout, { shortTraceId }: ArrowContext, label: string | undefined): Line {
  const failed = trace.nodes.filter((node) => node.failed).length;
  const errors = failed > 0 ? ` · ${plural(failed, 'error')}` : '';
  const duration = formatDuration(trace.end - trace.start);
  const facts = `trace ${shortTraceId(trace.traceId)} · ${plural(trace.nodes.length, 'span')} · ${duration}`;
  const [root] = trace.roots;
  const title = [...(label === undefined ? [] : [clean(label)]), root?.name ?? ''].join(' · ');
  const room = width - columnsOf(facts + errors) - '──  ─  ──'.length;
  const name = root === undefined ? undefined : serviceOf(root);
  // On a narrow terminal the name matters more than the facts, and the service is the first that can be missed.
  const service = name !== undefined && columnsOf(`${title}${name} · `) <= room ? `${name} · ` : '';
  const left = room - columnsOf(service);
  const shown = clip(title, Math.max(left, Math.floor(width / 3)));
  const rule = '─'.repeat(Math.max(1, left + 1 - columnsOf(shown)));
  return [
    segment('── ', 'dim'),
    segment(shown, 'bold'),
    segment(` ${rule} ${service}${facts}`, 'dim'),
    segment(errors, 'red'),
    segment(' ──', 'dim'),
  ];
}

function spanLine({ node, branch }: TraceRow, trace: Trace, layout: Layout): Line {
  const kind = KINDS[node.span.kind] ?? KINDS[SpanKind.INTERNAL];
  const lines = clipStart(branch, layout.tree);
  const parts = [segment(lines, 'dim'), segment(fit(node.name, layout.name - columnsOf(lines)))];
  if (layout.kind > 0) parts.push(segment(` ${fit(kind.name, layout.kind)}`, 'dim'));
  if (layout.bar > 0) parts.push(segment(` ${barOf(node, trace, layout.bar)}`, node.failed ? 'red' : kind.style));
  const duration = node.end === undefined ? 'open' : formatDuration(node.end - node.start);
  parts.push(segment(` ${duration.padStart(layout.duration)}`));
  return [...parts, statusOf(node)];
}

function statusOf({ end, failed }: SpanNode) {
  if (failed) return segment(' ✗', 'red');
  return end === undefined ? segment(' …', 'dim') : segment(' ✓', 'green');
}

function barOf({ start, end }: SpanNode, trace: Trace, columns: number): string {
  const axis = trace.end - trace.start || 1;
  return drawBar((start - trace.start) / axis, ((end ?? trace.end) - trace.start) / axis, columns);
}

/** What is said below a span: attributes, failure and events, arrows. */
function noteLines(row: TraceRow, trace: Trace, layout: Layout, context: ArrowContext): Line[] {
  const { node, stem } = row;
  // As much as its span's own line has lost: what is cut differently does not stand below each other any more.
  const lines = segment(clipStart(stem, layout.tree + BRANCH), 'dim');
  const service = serviceIfNew(node, trace.roots[0]);
  const details = [
    ...(service === undefined ? [] : [`in ${service}`]),
    ...describeDetails(node.span.attributes, node.name),
  ].join(' · ');
  const id = isReferredTo(row, context) ? `span ${context.shortSpanId(node.spanId)}` : '';
  const notes = [...eventLines(node), ...arrowLines(row, context)];
  if (details !== '' || id !== '') {
    // What other lines refer to is the last thing to be cut.
    const room = layout.width - columnsOf(`${lines.text} · ${id}`);
    const before = details === '' || id === '' ? details : `${clip(clean(details), room)} · `;
    notes.unshift([segment(before + id, 'dim')]);
  }
  return notes.map((note) => [lines, ...note]);
}
