import assert from 'node:assert/strict';
import type { CollectedSpan } from '../bootstrap/collector';

/** The only span of that name. */
export function only(spans: readonly CollectedSpan[], name: string): CollectedSpan {
  const [span, ...others] = spans.filter((each) => each.name === name);
  assert.ok(span !== undefined && others.length === 0, `one span '${name}' among: ${namesOf(spans).join(', ')}`);
  return span;
}

/**
 * Fails unless the spans tell the whole way of one message: its processing knows its producer, no parent is missing, and
 * what parents and links connect with the producer is what was expected, and nothing else.
 */
export function assertStory(spans: readonly CollectedSpan[], names: readonly string[]): void {
  const send = only(spans, 'SQS.SendMessage');
  assert.ok(isConnected(only(spans, 'process orders'), send), 'the process span knows the span that sent the message');
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(({ parentSpanId }) => parentSpanId !== '' && !ids.has(parentSpanId));
  assert.deepEqual(namesOf(orphans), [], 'every parent was exported');
  assert.deepEqual(namesOf(connectedWith(send, spans)), names.toSorted());
}

/** The spans that parents and links lead to from one, in either direction; itself included. */
function connectedWith(start: CollectedSpan, spans: readonly CollectedSpan[]): CollectedSpan[] {
  const found = new Set([start]);
  // What is added is visited, too.
  for (const span of found) {
    for (const other of spans) if (isConnected(span, other) || isConnected(other, span)) found.add(other);
  }
  return [...found];
}

function isConnected({ parentSpanId, links, traceId }: CollectedSpan, to: CollectedSpan): boolean {
  if (traceId === to.traceId && parentSpanId === to.spanId) return true;
  return links.some((link) => link.traceId === to.traceId && link.spanId === to.spanId);
}

function namesOf(spans: readonly CollectedSpan[]): string[] {
  return spans.map(({ name }) => name).toSorted();
}
