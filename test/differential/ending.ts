import { types } from 'node:util';

/** How a program ended, and with which value. */
export interface Ending {
  readonly kind: 'returned' | 'threw' | 'resolved' | 'rejected' | 'hung';
  readonly value: unknown;
  /** What a program returned that resolves or rejects: its type matters as much as what it settles with. */
  readonly promise?: object;
}

const PATIENCE_MILLIS = 5000;

/** Runs a program to its end. A promise that never settles counts as one. */
export async function endingOf(program: () => unknown, patienceMillis = PATIENCE_MILLIS): Promise<Ending> {
  let promise: unknown;
  try {
    promise = program();
  } catch (error) {
    return { kind: 'threw', value: error };
  }
  if (!types.isPromise(promise)) return { kind: 'returned', value: promise };
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<Ending>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'hung', value: undefined }), patienceMillis);
  });
  const given = promise;
  const settled = Promise.prototype.then.call(
    given,
    (value: unknown): Ending => ({ kind: 'resolved', value, promise: given }),
    (value: unknown): Ending => ({ kind: 'rejected', value, promise: given }),
  ) as Promise<Ending>;
  try {
    return await Promise.race([settled, hung]);
  } finally {
    clearTimeout(timer);
  }
}
