import type { Attributes, SpanKind } from '@opentelemetry/api';

/** Who does the telemetry: nobody, the stock package, this package, or nothing but the API's own calls. */
export const VARIANTS = ['uninstrumented', 'stock', 'ours', 'floor'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Who listens: an SDK that samples (with or without metrics), one that does not, or none. */
export const MODES = ['sampled', 'unsampled', 'no SDK', 'metrics'] as const;
export type Mode = (typeof MODES)[number];

/** What is below the instrumentation: a handler that resolves at once, or the SDK over an in-memory request handler. */
export const LAYERS = ['stub', 'whole'] as const;
export type Layer = (typeof LAYERS)[number];

/** How much a child measures. */
export interface Plan {
  readonly warmUpBatches: number;
  readonly batches: number;
  /** Calls of a batch. */
  readonly calls: number;
}

/** What one child process does. */
export interface Job {
  readonly task: 'measure' | 'record';
  readonly row: string;
  readonly variant: Variant;
  readonly mode: Mode;
  readonly layer: Layer;
  readonly plan: Plan;
  /** For the floor: what it shall record. */
  readonly telemetry: readonly SpanRecord[];
  /** For the floor: what it shall record of the calls in between. */
  readonly otherTelemetry: readonly SpanRecord[];
}

/** One span as this package records it. Links are represented by their attributes. */
export interface SpanRecord {
  readonly name: string;
  readonly kind: SpanKind;
  readonly start: Attributes;
  /** What is set later: new or changed. */
  readonly end: Attributes;
  readonly startLinks: readonly Attributes[];
  readonly endLinks: readonly Attributes[];
}

/** What a child reports. */
export interface Report {
  /** Microseconds per call, one value for each batch. */
  readonly microseconds: readonly number[];
  /** Bytes allocated per call. */
  readonly bytes: number;
  readonly spansPerCall: number;
  /** `record`: the spans of one call, in the order in which they were started. */
  readonly telemetry: readonly SpanRecord[];
}

export function parseJob(json: string | undefined): Job {
  if (json === undefined) throw new Error('this is started by bench/main, with a job');
  return JSON.parse(json) as Job;
}
