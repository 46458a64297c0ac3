import { type Ids, keyOf, type Resource, type Span } from '../span';
import type { Attributes } from '../otlp/attributes';
import { bytesOfText } from '../otlp/memory';
import { messagingFacts } from './facts';
import type { StoredSpan, StoredTrace } from './kept';

/** How much is kept. What came last stays. */
export interface Limits {
  /** Default 100,000. */
  readonly maxSpans?: number | undefined;
  /** About how much memory they may take, in bytes. Default 512 MiB. */
  readonly maxBytes?: number | undefined;
}

/** What it costs to keep a span beside its texts: measured, and rounded up. */
const BYTES_OF_SPAN = 600;
const BYTES_OF_VALUE = 16;
const BYTES_OF_LINK = 150;
/** Each of its links may make a message. */
const BYTES_OF_MESSAGE = 1500;
const ID = /^[\da-f]+$/;
const NO_ID = /^0*$/;
/** An exporter sends a batch again when it has not heard the answer: not news. */
const REJECTED_SPAN = 'no valid trace and span id';

/** Keeps the newest traces, each one as a whole. */
export class SpanStore {
  /** In the order in which they last got a span. */
  readonly #traces = new Map<string, StoredTrace>();
  readonly #maxSpans: number;
  readonly #maxBytes: number;
  readonly #onRemoved: (removed: StoredSpan) => void;
  /** How many of the spans are from whom. */
  readonly #resources = new Map<Resource, number>();
  #spans = 0;
  #bytes = 0;
  #droppedSpans = 0;
  #droppedTraces = 0;

  constructor({ maxSpans = 100_000, maxBytes = 512 * 2 ** 20 }: Limits, onRemoved: (removed: StoredSpan) => void) {
    this.#maxSpans = maxSpans;
    this.#maxBytes = maxBytes;
    this.#onRemoved = onRemoved;
  }

  get traces(): ReadonlyMap<string, StoredTrace> {
    return this.#traces;
  }

  get counts() {
    return {
      spans: this.#spans,
      traces: this.#traces.size,
      droppedSpans: this.#droppedSpans,
      droppedTraces: this.#droppedTraces,
    };
  }

  get({ traceId, spanId }: Ids): StoredSpan | undefined {
    return this.#traces.get(traceId)?.spans.get(spanId);
  }

  /** By `traceId/spanId`. */
  find(key: string): StoredSpan | undefined {
    const [traceId = '', spanId = ''] = key.split('/', 2);
    return this.get({ traceId, spanId });
  }

  /** @returns undefined for a span that is known already, that cannot be kept, or that is too much for its trace */
  add(span: Span): StoredSpan | undefined {
    if (!isIdentified(span)) return undefined;
    const trace = this.#traceOf(span.traceId);
    const known = trace.spans.get(span.spanId);
    // Only its end is news.
    if (known !== undefined && (known.span.end !== undefined || span.end === undefined)) return undefined;
    const facts = messagingFacts(span);
    const bytes = bytesOf(span) + (facts === undefined ? 0 : BYTES_OF_MESSAGE * Math.max(1, span.links.length));
    // One trace must not push out all others and then itself.
    const others = trace.spans.size - (known === undefined ? 0 : 1);
    if (others >= this.#maxSpans / 2 || trace.bytes - (known?.bytes ?? 0) + bytes > this.#maxBytes / 2) {
      this.#droppedSpans += 1;
      if (trace.spans.size === 0) this.#traces.delete(trace.id);
      return undefined;
    }
    if (known !== undefined) this.#remove(known);
    const stored: StoredSpan = {
      span,
      key: keyOf(span),
      trace,
      facts,
      lives: new Set(),
      bytes,
    };
    trace.spans.set(span.spanId, stored);
    trace.bytes += bytes;
    this.#spans += 1;
    this.#bytes += bytes;
    this.#keepResource(span.resource);
    this.#makeRoom(trace);
    return stored;
  }

  /** The trace moves to the end of the line. */
  #traceOf(id: string): StoredTrace {
    const trace = this.#traces.get(id) ?? { id, spans: new Map(), lives: new Set(), bytes: 0 };
    this.#traces.delete(id);
    this.#traces.set(id, trace);
    return trace;
  }

  #makeRoom(except: StoredTrace): void {
    for (const trace of this.#traces.values()) {
      if (this.#spans <= this.#maxSpans && this.#bytes <= this.#maxBytes) return;
      if (trace === except) continue;
      this.#traces.delete(trace.id);
      this.#droppedTraces += 1;
      this.#droppedSpans += trace.spans.size;
      for (const stored of trace.spans.values()) this.#remove(stored);
    }
  }

  #remove(stored: StoredSpan): void {
    stored.trace.spans.delete(stored.span.spanId);
    stored.trace.bytes -= stored.bytes;
    this.#spans -= 1;
    this.#bytes -= stored.bytes;
    this.#releaseResource(stored.span.resource);
    this.#onRemoved(stored);
  }

  #keepResource(resource: Resource): void {
    const spans = this.#resources.get(resource) ?? 0;
    if (spans === 0) this.#bytes += resource.bytes;
    this.#resources.set(resource, spans + 1);
  }

  #releaseResource(resource: Resource): void {
    const spans = (this.#resources.get(resource) ?? 0) - 1;
    if (spans > 0) {
      this.#resources.set(resource, spans);
      return;
    }
    this.#resources.delete(resource);
    this.#bytes -= resource.bytes;
  }
}

/** Why a span is not taken; undefined if it is. */
export function rejection({ traceId, spanId }: Span): string | undefined {
  return isIdentified({ traceId, spanId }) ? undefined : REJECTED_SPAN;
}

function isIdentified({ traceId, spanId }: Ids): boolean {
  return [traceId, spanId].every((id) => ID.test(id) && !NO_ID.test(id));
}

function bytesOf({ name, message, attributes, events, links }: Span): number {
  let bytes = BYTES_OF_SPAN + bytesOfText(name) + bytesOfText(message) + attributesBytes(attributes);
  for (const event of events) bytes += BYTES_OF_LINK + bytesOfText(event.name) + attributesBytes(event.attributes);
  for (const link of links) bytes += BYTES_OF_LINK + attributesBytes(link.attributes);
  return bytes;
}

function attributesBytes(attributes: Attributes): number {
  let bytes = attributes.newNames;
  for (const [, value] of attributes) bytes += BYTES_OF_VALUE + (typeof value === 'string' ? bytesOfText(value) : 0);
  return bytes;
}
