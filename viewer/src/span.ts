import type { Attributes } from './otlp/attributes';

/** A span as the viewer works with it. Times are milliseconds since 1970. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for a root. */
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: Kind;
  readonly start: number;
  /** Undefined for a span that is still open. */
  readonly end: number | undefined;
  readonly failed: boolean;
  /** What its status says. */
  readonly message: string;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly resource: Resource;
  /** The library that made it. */
  readonly scope: string;
}

export type Kind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Who made spans. */
export interface Resource {
  readonly service: string;
  readonly attributes: Attributes;
  /** About what it costs to keep. */
  readonly bytes: number;
}

/** An event of a {@link Span}. */
export interface SpanEvent {
  readonly name: string;
  readonly at: number;
  readonly attributes: Attributes;
}

/** A link of a {@link Span} to a span of any trace. */
export interface SpanLink extends Ids {
  readonly attributes: Attributes;
}

export interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}

/** For sorting: earlier ones first. */
export function byStart(a: { readonly start: number }, b: { readonly start: number }): number {
  return a.start - b.start;
}

/** Identifies a span among all traces. */
export function keyOf({ traceId, spanId }: Ids): string {
  return `${traceId}/${spanId}`;
}
