/** What is to be done once a result is there, or an error. Neither throws. */
export interface Ends {
  readonly succeed: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** The `then` of anything that has one. */
export type Then = (this: unknown, fulfilled?: unknown, rejected?: unknown) => unknown;
