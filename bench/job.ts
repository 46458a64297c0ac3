import type { Attributes, SpanKind } from '@opentelemetry/api';

/** How much of it this package tells: its option `detail`. */
export const DETAILS = ['full', 'standard'] as const;
export type Detail = (typeof DETAILS)[number];

/** Who does the telemetry: nobody, the stock package, this package, or nothing but the API's own calls for the same. */
export type Variant = 'uninstrumented' | 'stock' | Detail | `${Detail} floor`;

/** The detail that a variant is about, if it is. */
export function detailOf(variant: Variant): Detail | undefined {
  return DETAILS.find((detail) => variant === detail || variant === `${detail} floor`);
}

export function isFloor(variant: Variant): boolean {
  return variant.endsWith(' floor');
}

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
  readonly telemetry: Telemetry;
  /** For the floor: what it shall record of the calls in between. */
  readonly otherTelemetry: Telemetry;
}

/** What one call leaves behind. */
export interface Telemetry {
  readonly spans: readonly SpanRecord[];
  readonly points: readonly PointRecord[];
}

export const NO_TELEMETRY: Telemetry = { spans: [], points: [] };

/** Measurements of one metric with the same attributes. */
export interface PointRecord {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'histogram' | 'counter';
  readonly boundaries: readonly number[] | undefined;
  readonly attributes: Attributes;
  readonly count: number;
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
  /** `record`: that of one call, the spans in the order in which they were started. */
  readonly telemetry: Telemetry;
}

export function parseJob(json: string | undefined): Job {
  if (json === undefined) throw new Error('this is started by bench/main, with a job');
  return JSON.parse(json) as Job;
}
