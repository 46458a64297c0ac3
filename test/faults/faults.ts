/** What can go wrong between a client and the service. */
const FAULTS = [
  'reset', // the connection breaks before the service has heard of it
  'lost', // the service has done it, and the answer never comes
  'truncated', // the answer ends before its content-length
  'cut', // the answer has no length, and breaks off
  'malformed', // a success that is no JSON
  'gateway', // an error of something in between, as HTML
  'delayed',
  '429',
  '500',
  '503',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Numbers from 0 to 1 that are the same for the same seed. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Which of the requests that come in order go wrong, and how. */
export function faultsOf(seed: number, rate: number): () => Fault | undefined {
  const random = randomOf(seed);
  return () => {
    const [hit, kind] = [random(), random()];
    return hit < rate ? FAULTS[Math.floor(kind * FAULTS.length)] : undefined;
  };
}
