import type { SpanContext } from '@opentelemetry/api';
import { groupBy } from './collections';
import { message } from './details';
import type { FinishedLink } from './finishedSpan';
import { type Line, segment } from './paint';
import { inOtherService } from './service';
import type { SpanIndex } from './spanIndex';
import { formatDuration, plural } from './text';
import type { TraceRow } from './traceRows';
import { spanKey, type SpanNode } from './traceTree';

/** What arrows need to know about the spans that they lead to. */
export interface ArrowContext {
  readonly index: SpanIndex;
  readonly shortTraceId: (id: string) => string;
  readonly shortSpanId: (id: string) => string;
  /** Names a span that is not among the given ones. */
  readonly nameOf: (context: SpanContext) => string | undefined;
}

/** Three attempts, the dead-letter queue and the redrive of one message, and a little more. */
const MAX_ARROWS = 6;

/**
 * Where a span comes from and where it leads: a lost parent, its links, and the links of other traces to it. What is in
 * another service says in which.
 */
export function arrowLines(row: TraceRow, context: ArrowContext): Line[] {
  return [...parentLines(row.node, context), ...linkLines(row, context), ...continuationLines(row.node, context)];
}

/** Whether another line's arrow calls the span by its identifier, so that it has to show it. */
export function isReferredTo({ node, linkedAbove }: TraceRow, { index }: ArrowContext): boolean {
  const leadsTo = (link: FinishedLink): boolean =>
    link.context.traceId !== node.traceId && index.find(link.context) !== undefined;
  return index.continuations(node).length > 0 || shownLinks(node, linkedAbove).some(leadsTo);
}

function parentLines({ parent, span }: SpanNode, context: ArrowContext): Line[] {
  const elsewhere = span.parentSpanContext;
  if (elsewhere === undefined || parent !== undefined || context.index.find(elsewhere) !== undefined) return [];
  const name = context.nameOf(elsewhere);
  const where = name === undefined ? '(not here)' : `· ${name}`;
  return [[segment(`⇡ child of ${context.shortSpanId(elsewhere.spanId)} ${where}`, 'dim')]];
}

function linkLines({ node, linkedAbove }: TraceRow, context: ArrowContext): Line[] {
  const targets = shownLinks(node, linkedAbove).map((link) => describeLinkTarget(node, link, context));
  // The twin links of a batch, one line for all: who needs each of them finds the other end's arrow.
  const groups = groupBy(targets, (target) => `${target.name}${target.where}`);
  return firstArrows(
    '⇠',
    [...groups.values()].map((group) => `⇠ linked to ${describeGroup(group)}`),
  );
}

/** Links that say something new: not those to the span's parent, and not those that an ancestor shows. */
function shownLinks({ span }: SpanNode, linkedAbove: ReadonlySet<string>): FinishedLink[] {
  const shown = new Map(span.links.map((link) => [spanKey(link.context), link]));
  if (span.parentSpanContext !== undefined) shown.delete(spanKey(span.parentSpanContext));
  return [...shown].filter(([key]) => !linkedAbove.has(key)).map(([, link]) => link);
}

interface Target {
  readonly id: string;
  readonly name: string;
  /** What the link says about the message, where its span does not say the same. */
  readonly message: string;
  readonly where: string;
}

function describeLinkTarget(node: SpanNode, link: FinishedLink, context: ArrowContext): Target {
  const { traceId, spanId } = link.context;
  const found = context.index.find(link.context);
  const name = found?.name ?? context.nameOf(link.context);
  const trace = traceId === node.traceId ? 'this trace' : `trace ${context.shortTraceId(traceId)}`;
  const ofLink = message(link.attributes ?? {});
  return {
    id: context.shortSpanId(spanId),
    name: name === undefined ? '' : ` · ${name}${inOtherService(found, node)}`,
    message: ofLink === undefined || ofLink === message(node.span.attributes) ? '' : ` · ${ofLink}`,
    where: name === undefined ? ` (${trace}, not here)` : ` (${trace})`,
  };
}

function describeGroup(group: readonly Target[]): string {
  const [first] = group;
  if (first === undefined) return '';
  if (group.length === 1) return `${first.id}${first.name}${first.message}${first.where}`;
  return `${plural(group.length, 'span')}${first.name}${first.where}`;
}

function continuationLines(node: SpanNode, { index, shortSpanId, shortTraceId }: ArrowContext): Line[] {
  const lines = index.continuations(node).map((next) => {
    const later = next.start - (node.end ?? next.start);
    const when = later > 0 ? `, ${formatDuration(later)} later` : '';
    const where = `(trace ${shortTraceId(next.traceId)}${when})`;
    // The failure stands before what a narrow terminal cuts.
    const name = `${next.name}${inOtherService(next, node)}${next.failed ? ' ✗' : ''}`;
    return `⇢ continued in ${shortSpanId(next.spanId)} · ${name} ${where}`;
  });
  return firstArrows('⇢', lines);
}

function firstArrows(arrow: string, lines: readonly string[]): Line[] {
  const rest = lines.length - MAX_ARROWS;
  const shown = rest > 0 ? [...lines.slice(0, MAX_ARROWS), `${arrow} and ${rest} more`] : lines;
  return shown.map((line) => [segment(line, 'cyan')]);
}
