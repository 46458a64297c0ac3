/** A span as the viewer works with it. Times are milliseconds after one point in time that all spans share. */
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
}

export type Kind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export type Attributes = ReadonlyMap<string, Value>;

export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

/** An event of a {@link Span}. */
export interface SpanEvent {
  readonly name: string;
  readonly at: number;
  readonly attributes: Attributes;
}

/** A link of a {@link Span} to a span of any trace. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** For sorting: earlier ones first. */
export function byStart(a: { readonly start: number }, b: { readonly start: number }): number {
  return a.start - b.start;
}

/** Identifies a span among all traces. */
export function keyOf({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return `${traceId}/${spanId}`;
}
