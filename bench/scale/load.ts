/** Who traces the worker: nobody, or this package with all that it says or with the standard only. */
export type Source = 'untraced' | 'full' | 'standard';

/** What a worker has to do. */
export interface Load {
  readonly source: Source;
  readonly messages: number;
  /** Messages a second; undefined: as fast as it can. */
  readonly rate?: number | undefined;
  /** Messages that come first and are not measured. Default: as many as the compiler needs. */
  readonly warmUp?: number | undefined;
}

/** What one worker did and took, from its first measured message until all its spans have left. */
export interface WorkerResult {
  readonly messages: number;
  readonly seconds: number;
  /** Time of the processor, of all threads. */
  readonly cpuSeconds: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly spans: {
    readonly ended: number;
    readonly exported: number;
    /** Found no room in the queue, or their export failed. */
    readonly dropped: number;
    /** With those of the warm-up. */
    readonly exportedInAll: number;
  };
}

/** The messages of one receive, and of one deletion. */
export const BATCH = 10;

/** What a worker tells before its first measured message. */
export const MEASURING = 'measuring';
