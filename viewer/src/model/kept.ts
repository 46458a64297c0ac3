import type { Span } from '../span';
import type { MessagingFacts } from './facts';
import type { MessageRow, Wait } from './source';

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

const MIN_TIDY = 1000;

/** What is known to belong to one message; or a trace that is about none. */
export class Life {
  /** The keys by which its spans are found to belong together. Each one names it, for as long as it is kept. */
  readonly keys = new Set<string>();
  readonly members = new Set<StoredSpan>();
  /** Keys of spans that may have sent it. */
  readonly claims = new Set<string>();
  /** What its brokers have called it. */
  readonly messageIds = new Set<string>();
  /** Of a trace that is about no message. */
  readonly trace: StoredTrace | undefined;
  readonly id: string;
  /** How many keys, claims and ids it may have before those of spans that are gone are looked for. */
  tidyAt = MIN_TIDY;
  /** Undefined while something about it is new. */
  summary: Summary | undefined;
  /** Whether it was merged into another one, or all of its spans are gone. */
  gone = false;

  constructor(id: string, trace?: StoredTrace) {
    this.id = id;
    this.trace = trace;
  }

  /** How much is said of it. */
  get size(): number {
    return this.keys.size + this.claims.size + this.messageIds.size;
  }
}

/** What the list, the map and the plots want to know of a life. */
export interface Summary {
  readonly row: MessageRow;
  /** The spans that sent it first, the earliest first: also ones that are about other messages, too. */
  readonly senders: readonly StoredSpan[];
  readonly attempts: readonly StoredSpan[];
  readonly waits: readonly Wait[];
  /** Where it was, in this order. */
  readonly stations: readonly Station[];
  readonly end: number;
  /** False for what stands in other rows, or is nothing but a poll. */
  readonly listed: boolean;
}

/** A queue or topic that a message was in. */
export interface Station {
  readonly destination: string;
  readonly system: string | undefined;
  readonly at: number;
  /** Who sent it there; undefined where a broker moved it. */
  readonly sentBy: StoredSpan | undefined;
  readonly attempts: readonly StoredSpan[];
  readonly dead: boolean;
}

/** A life that is in the list. */
export interface Listed {
  readonly life: Life;
  readonly summary: Summary;
}

export function endOf({ span: { start, end } }: StoredSpan): number {
  return end ?? start;
}

/** Not by `Math.max(...)`: they may be more than a call has room for. */
export function latestEndOf(spans: readonly StoredSpan[]): number {
  return spans.reduce((latest, stored) => Math.max(latest, endOf(stored)), -Infinity);
}

/** What a trace is listed by while it is about no message. */
export function traceKey({ id }: StoredTrace): string {
  return `trace:${id}`;
}
