import { groupBy } from './collections';
import type { FinishedSpan } from './finishedSpan';

interface WaitingTrace {
  spans: FinishedSpan[];
  /** Whether spans came since the last look at it. */
  fresh: boolean;
}

/** Holds ended spans until the local root above them has ended too. Traces leave it whole or by subtree, never twice. */
export class SpanBuffer {
  readonly #maxSpans: number;
  /** By trace id, the one that waits longest first. */
  readonly #waiting = new Map<string, WaitingTrace>();
  #size = 0;

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans;
  }

  /** How many spans wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds ended spans; returns those that need not wait any longer, and the oldest ones if there are too many. */
  add(spans: readonly FinishedSpan[]): FinishedSpan[] {
    const ready: FinishedSpan[] = [];
    for (const [traceId, added] of groupBy(spans, (span) => span.spanContext().traceId)) {
      this.#append(traceId, added);
      const roots = added.filter(isLocalRoot);
      if (roots.length > 0) ready.push(...this.#takeBelow(traceId, roots));
    }
    for (const traceId of this.#waiting.keys()) {
      if (this.#size <= this.#maxSpans) break;
      ready.push(...this.#take(traceId));
    }
    return ready;
  }

  /** Removes the traces that got no span since the last call. */
  takeQuiet(): FinishedSpan[] {
    const quiet: FinishedSpan[] = [];
    for (const [traceId, waiting] of this.#waiting) {
      if (waiting.fresh) waiting.fresh = false;
      else quiet.push(...this.#take(traceId));
    }
    return quiet;
  }

  /** Removes everything. */
  takeAll(): FinishedSpan[] {
    return [...this.#waiting.keys()].flatMap((traceId) => this.#take(traceId));
  }

  #append(traceId: string, added: readonly FinishedSpan[]): void {
    const waiting = this.#waiting.get(traceId) ?? { spans: [], fresh: true };
    for (const span of added) waiting.spans.push(span);
    waiting.fresh = true;
    this.#waiting.set(traceId, waiting);
    this.#size += added.length;
  }

  #take(traceId: string): readonly FinishedSpan[] {
    const spans = this.#waiting.get(traceId)?.spans ?? [];
    this.#waiting.delete(traceId);
    this.#size -= spans.length;
    return spans;
  }

  /** Takes the roots with what descends from them; the rest of the trace waits for a root of its own. */
  #takeBelow(traceId: string, roots: readonly FinishedSpan[]): Iterable<FinishedSpan> {
    const all = this.#take(traceId);
    const below = descendants(all, roots);
    const rest = all.filter((span) => !below.has(span));
    if (rest.length > 0) this.#append(traceId, rest);
    return below;
  }
}

/** The first span of its trace in this process: no other span of the process is above it. */
function isLocalRoot({ parentSpanContext }: FinishedSpan): boolean {
  return parentSpanContext === undefined || parentSpanContext.isRemote === true;
}

function descendants(all: readonly FinishedSpan[], roots: readonly FinishedSpan[]): Set<FinishedSpan> {
  const children = groupBy(all, (span) => span.parentSpanContext?.spanId);
  // A set hands out what is added to it while it is iterated, and nothing twice.
  const found = new Set(roots);
  for (const span of found) for (const child of children.get(span.spanContext().spanId) ?? []) found.add(child);
  return found;
}
