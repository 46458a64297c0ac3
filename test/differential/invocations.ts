import assert from 'node:assert/strict';

/** One invocation of a function of Lambda, as its runtime saw it. */
export interface SeenInvocation {
  /** What the handler had done by the time of the response. */
  readonly happened: readonly unknown[];
  readonly response: unknown;
}

/** Fails unless the response is the same. What else is done while it waits for the flush is more, never less. */
export function assertSameInvocation(traced: SeenInvocation, plain: SeenInvocation, title: string): void {
  assert.deepEqual(traced.response, plain.response, title);
  assert.deepEqual(traced.happened.slice(0, plain.happened.length), plain.happened, title);
}
