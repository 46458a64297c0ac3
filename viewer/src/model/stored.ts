import type { Span } from '../span';
import type { MessagingFacts } from './facts';
import type { Life } from './life';

/** A span that is kept. */
export interface StoredSpan {
  readonly span: Span;
  /** `traceId/spanId` */
  readonly key: string;
  readonly trace: StoredTrace;
  /** Undefined for what is not about messages. */
  readonly facts: MessagingFacts | undefined;
  /** The messages that it is about. */
  readonly lives: Set<Life>;
  /** About what it costs to keep. */
  readonly bytes: number;
  /** What a search looks through; made when somebody searches. */
  searchable?: string;
}

/** All spans of a trace. */
export interface StoredTrace {
  readonly id: string;
  readonly spans: Map<string, StoredSpan>;
  /** Lives that have a span in it. */
  readonly lives: Set<Life>;
  bytes: number;
}

/** The span above another one, if it is kept. */
export function parentOf({ span, trace }: StoredSpan): StoredSpan | undefined {
  const parent = span.parentId === undefined ? undefined : trace.spans.get(span.parentId);
  return parent?.span === span ? undefined : parent;
}

/** What a trace is listed by while it is about no message. */
export function traceKey({ id }: StoredTrace): string {
  return `trace:${id}`;
}

const MAX_ANCESTORS = 100;

/** From the parent up. Spans that are each other's ancestors end somewhere, too. */
export function* ancestorsOf(of: StoredSpan): Generator<StoredSpan> {
  let above = parentOf(of);
  for (let steps = 0; above !== undefined && steps < MAX_ANCESTORS; steps += 1, above = parentOf(above)) yield above;
}
