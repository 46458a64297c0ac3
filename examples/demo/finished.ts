import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { pause } from './pause';
import { memory } from './setup';

const TIME_LIMIT = 10_000;

/** Resolves when so many spans of that name have finished since {@link takeFinished}. */
export async function finished(name: string, count = 1): Promise<void> {
  for (const limit = Date.now() + TIME_LIMIT; Date.now() < limit; await pause(5)) {
    if (memory.getFinishedSpans().filter((span) => span.name === name).length >= count) return;
  }
  throw new Error(`Waited for ${count} × ${name} in vain`);
}

/** The spans that have finished since the last time. */
export function takeFinished(): ReadableSpan[] {
  const spans = [...memory.getFinishedSpans()];
  memory.reset();
  return spans;
}
