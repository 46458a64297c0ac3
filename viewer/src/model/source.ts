/**
 * What the page asks for. The server answers it over HTTP; a saved page answers it itself, with the same model of its spans.
 *
 * Times are milliseconds since 1970, durations milliseconds; both have fractions. What nobody said is undefined.
 */
export interface TraceSource {
  /** The newest first. */
  readonly messages: (filter: Filter, page: Page) => Promise<MessageList>;
  /** Undefined for a message that is no longer kept. */
  readonly message: (id: string) => Promise<Story | undefined>;
  readonly map: (filter: Filter) => Promise<MessageMap>;
  readonly plots: (filter: Filter) => Promise<readonly Plot[]>;
  /**
   * Calls back when there is something new, at most once a second; a saved page never does.
   *
   * @param lost called when nobody tells what is new any more; it calls back when somebody does again
   * @returns a function that ends it
   */
  readonly watch: (changed: () => void, lost?: (error: Error) => void) => () => void;
}

/** All that are given hold at once. */
export interface Filter {
  /** Only what failed at least once. */
  readonly errors?: boolean | undefined;
  /** A service that sent, received or processed it. */
  readonly service?: string | undefined;
  readonly destination?: string | undefined;
  readonly outcome?: Outcome | undefined;
  /** From sending to the end of the last attempt, milliseconds. */
  readonly slowerThan?: number | undefined;
  /**
   * A part of an attribute's value (of a span, its events, or who made it), of the name of a span or an event, of an error's
   * message, or of an identifier; case does not matter.
   */
  readonly text?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/**
 * How a message's life stands: `sent` (nobody has been seen to take it), `received`, `processing` (a process span is open),
 * `processed`, `failed` (its last attempt; it may come back), `forwarded` (to another queue, by a process of its own; its
 * life goes on), `dead` (in a dead-letter queue), `trace` (no message at all: a trace of other work).
 */
export type Outcome = 'sent' | 'received' | 'processing' | 'processed' | 'failed' | 'forwarded' | 'dead' | 'trace';

export interface MessageList {
  /** How many messages fit the filter. */
  readonly total: number;
  readonly rows: readonly MessageRow[];
  /** What the filters can be set to: over all that is kept. */
  readonly services: readonly string[];
  readonly destinations: readonly string[];
  /** Of what fits the filter without its time window: for brushing. */
  readonly histogram: Histogram;
  readonly kept: Kept;
}

/** Counts in equal parts of the time from `from` to `to`. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  readonly failed: readonly number[];
}

/** How much there is, and how much had to go to make room. */
export interface Kept {
  readonly spans: number;
  readonly traces: number;
  readonly messages: number;
  /** How long the list is without a filter: messages, and traces that are about none; if it is known. */
  readonly rows?: number | undefined;
  readonly droppedSpans: number;
  readonly droppedTraces: number;
}

/** One message's life, over all its traces and attempts and queues. */
export interface MessageRow {
  /** Names it in {@link TraceSource.message} and in the page's address; stays the same while spans come in. */
  readonly id: string;
  readonly messageId?: string | undefined;
  /** `messaging.system`. */
  readonly system?: string | undefined;
  /** Where it was sent first. */
  readonly destination: string;
  /** Where it is now, if that is another one. */
  readonly movedTo?: string | undefined;
  readonly sentBy?: string | undefined;
  readonly sentAt: number;
  /** From sending to the first attempt. */
  readonly waited?: number | undefined;
  /** From sending to the end of the last attempt. */
  readonly took: number;
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly processedBy: readonly string[];
  readonly outcome: Outcome;
  /** Of the last failure, one line. */
  readonly error?: string | undefined;
  /** What it is about, if whoever wrote the page said so. */
  readonly label?: string | undefined;
}

/** All that is known of one message. */
export interface Story {
  readonly row: MessageRow;
  /** A poll that has waited for the message starts before this. */
  readonly from: number;
  readonly to: number;
  /** In the order of their starts; one that begins with a poll, by its end. */
  readonly traces: readonly StoryTrace[];
  readonly waits: readonly Wait[];
  readonly arrows: readonly Arrow[];
  /** Spans that did not fit: a story shows 2,000. */
  readonly hiddenSpans: number;
}

export interface StoryTrace {
  readonly id: string;
  readonly shortId: string;
  readonly label?: string | undefined;
  /** From top to bottom, as a tree. */
  readonly spans: readonly StorySpan[];
}

export interface StorySpan {
  /** `traceId/spanId` */
  readonly key: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly service: string;
  /** 0 for a root. */
  readonly depth: number;
  readonly start: number;
  /** Undefined for a span that is still open. */
  readonly end?: number | undefined;
  readonly failed: boolean;
  /** Why, in a line. */
  readonly failure: string;
  /** The few attributes that matter, in words. */
  readonly detail: string;
  /** Whether it is about this message; others of the same trace are shown dimmed. */
  readonly own: boolean;
  readonly lostParent?: string | undefined;
  /** By meaning, twins folded. */
  readonly attributes: readonly AttributeGroup[];
  readonly events: readonly {
    readonly name: string;
    readonly at: number;
    readonly attributes: readonly AttributeGroup[];
  }[];
}

export interface AttributeGroup {
  /** `Message`, `Error`, `AWS`, `HTTP`, `Service`, … */
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly value: string; readonly alsoNamed: readonly string[] }[];
}

/** Time in a queue: from sending, or from the end of an attempt, to the next attempt. */
export interface Wait {
  readonly destination: string;
  readonly from: number;
  /** Undefined while nobody has taken it. */
  readonly to?: number | undefined;
  /** The attempt that ended it: 1 for the first. */
  readonly attempt: number;
}

/** A link, along the message's way. */
export interface Arrow {
  /** {@link StorySpan.key} */
  readonly from: string;
  readonly to: string;
  /** What led to it: the span that sent it, or an earlier attempt (also one on another queue), or something else. */
  readonly kind: 'producer' | 'attempt' | 'other';
}

/** Who sends to whom. */
export interface MessageMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

export interface MapNode {
  readonly id: string;
  readonly kind: 'service' | 'function' | 'queue' | 'topic' | 'other';
  readonly name: string;
  readonly system?: string | undefined;
  readonly messages: number;
  readonly failed: number;
  /** Of a queue. */
  readonly dead?: boolean | undefined;
  readonly waitedMedian?: number | undefined;
  readonly waited99?: number | undefined;
  /** Receives for each message. */
  readonly receives?: number | undefined;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  /** `send`, `process`, `forward` */
  readonly kind: 'send' | 'process' | 'forward';
  readonly messages: number;
  readonly failed: number;
  /** Messages in a second, over the time in which some were seen. */
  readonly rate: number;
}

/** A small plot over time. */
export interface Plot {
  readonly title: string;
  readonly unit: string;
  /** Whether it comes from OTLP metrics, or was counted from the spans. */
  readonly from: 'metrics' | 'spans';
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [at: number, value: number])[];
  }[];
}

/**
 * What a page finds in its data block (`<script type="application/json" id="data">`): whether it asks the server that
 * sent it (`api/…`, relative), or the model of the telemetry that it carries.
 */
export type PageData =
  | { readonly live: true; readonly title: string }
  | {
      readonly live: false;
      readonly title: string;
      /** What traces are about, by trace id. */
      readonly labels: Readonly<Record<string, string>>;
      /** OTLP JSON requests: traces and metrics. `createModel({ labels })` takes each by `add`. */
      readonly otlp: readonly unknown[];
    };
