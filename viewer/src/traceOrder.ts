import { addTo } from './collections';
import { byStart } from './span';
import type { Trace } from './trace';

/**
 * Orders traces as a message travels: what links to a trace comes after it, as close as possible; the rest by start.
 * Traces that link to each other in a ring are cut open at the earliest one.
 */
export function orderTraces(traces: readonly Trace[]): Trace[] {
  const sorted = traces.toSorted(byStart);
  const { consumers, producerCounts } = linkTraces(sorted);
  const placed = new Set<Trace>();
  const place = (first: Trace): void => {
    const waiting = [first];
    for (let trace = waiting.pop(); trace !== undefined; trace = waiting.pop()) {
      if (placed.has(trace)) continue;
      placed.add(trace);
      for (const consumer of (consumers.get(trace) ?? []).toReversed()) {
        const missing = (producerCounts.get(consumer) ?? 0) - 1;
        producerCounts.set(consumer, missing);
        if (missing === 0) waiting.push(consumer);
      }
    }
  };
  for (const trace of sorted) if (!producerCounts.has(trace)) place(trace);
  for (const trace of sorted) place(trace);
  return [...placed];
}

interface TraceLinks {
  /** Who links to a trace, by start. */
  readonly consumers: ReadonlyMap<Trace, readonly Trace[]>;
  /** How many traces a trace links to. */
  readonly producerCounts: Map<Trace, number>;
}

function linkTraces(sorted: readonly Trace[]): TraceLinks {
  const byId = new Map(sorted.map((trace) => [trace.id, trace]));
  const consumers = new Map<Trace, Trace[]>();
  const producerCounts = new Map<Trace, number>();
  for (const trace of sorted) {
    const links = trace.rows.flatMap(({ span }) => span.links);
    for (const producer of new Set(links.map(({ traceId }) => byId.get(traceId)))) {
      if (producer === undefined || producer === trace) continue;
      addTo(consumers, producer, trace);
      producerCounts.set(trace, (producerCounts.get(trace) ?? 0) + 1);
    }
  }
  return { consumers, producerCounts };
}
