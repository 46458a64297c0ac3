import type { TraceSource } from './source';

/** What a model keeps and answers. */
export interface Model {
  /** Takes an OTLP JSON request: of traces, or of metrics. */
  readonly add: (request: unknown) => void;
  readonly source: TraceSource;
}

export interface ModelOptions {
  /** What traces are about, by trace id. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export declare function createModel(options?: ModelOptions): Model;
