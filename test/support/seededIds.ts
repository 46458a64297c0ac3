import type { IdGenerator } from '@opentelemetry/sdk-trace-node';

/** Ids that are the same in every run. @see https://en.wikipedia.org/wiki/Xorshift */
export function seededIds(seed = 2_463_534_242): IdGenerator {
  let state = seed;
  const word = (): string => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, '0');
  };
  const id = (words: number) => () => Array.from({ length: words }, word).join('');
  return { generateTraceId: id(4), generateSpanId: id(2) };
}
