import type { StoredSpan } from './kept';

const MAX_ANCESTORS = 100;

/** The span above another one, if it is kept. */
export function parentOf({ span, trace }: StoredSpan): StoredSpan | undefined {
  const parent = span.parentId === undefined ? undefined : trace.spans.get(span.parentId);
  return parent?.span === span ? undefined : parent;
}

/** From the parent up. Spans that are each other's ancestors end somewhere, too. */
export function* ancestorsOf(of: StoredSpan): Generator<StoredSpan> {
  let above = parentOf(of);
  for (let steps = 0; above !== undefined && steps < MAX_ANCESTORS; steps += 1, above = parentOf(above)) yield above;
}
