import { type Context, createContextKey } from '@opentelemetry/api';
import { activeContext } from '../telemetry/activeContext';
import { safely } from '../telemetry/safely';
import { within } from '../telemetry/within';
import { type BatchShape, optionsFor } from './batchShape';
import type { BatchSpan } from './batchSpan';
import { withProcessed } from '../telemetry/relayed';
import { claimsOf, withClaims } from './claims';
import type { ProcessOptions } from './processOptions';
import type { ProcessSpan } from './processSpan';
import { startBatchSpan } from './startBatchSpan';
import { startProcessSpan } from './startProcessSpan';

const BATCH = createContextKey('opentelemetry-instrumentation-sqs open batch');

/** The batch whose handler runs in the active context. */
export function activeBatch(): OpenBatch | undefined {
  return activeContext().getValue(BATCH) as OpenBatch | undefined;
}

/** A message and its span. */
type Claimed = readonly [message: unknown, span: ProcessSpan];

/** A batch whose handler takes all messages at once: every message has its span from the start. */
export class OpenBatch {
  readonly context: Context;
  readonly spans: readonly ProcessSpan[];
  readonly #batch: BatchSpan;
  /** Until the end: whatever a handler starts keeps its context, with the batch in it. */
  #claimed: readonly Claimed[];

  constructor(batch: BatchSpan, claimed: readonly Claimed[]) {
    this.#batch = batch;
    this.#claimed = claimed;
    this.spans = claimed.map(([, span]) => span);
    const claims = claimsOf(claimed);
    // Work on one message may be started by that on another: each finds its own span.
    for (const span of this.spans) span.context = withClaims(span.context, claims);
    this.context = withClaims(batch.context, claims).setValue(BATCH, this);
  }

  /** The handler of the batch threw: what is neither deleted nor failed for a reason of its own, failed for this one. */
  fail(error: unknown): void {
    this.#batch.fail(error);
    for (const span of this.spans) if (!span.deleted) span.note(error);
  }

  /** The handler of the batch failed without an error: its time was over. */
  report(type: string): void {
    this.#batch.report(type);
    for (const span of this.spans) if (!span.deleted) span.report(type);
  }

  /** Some messages were reported as failed, without an error. */
  reportSome(failed: (message: unknown) => boolean, type: string): void {
    for (const [message, span] of this.#claimed) if (failed(message)) span.report(type);
  }

  /** Why some messages failed. */
  noteSome(reasons: ReadonlyMap<unknown, unknown>): void {
    for (const [message, span] of this.#claimed) if (reasons.has(message)) span.note(reasons.get(message));
  }

  /** In which a handler runs for whom the batch and its only message are the same. */
  get contextOfOnly(): Context {
    const [only, ...others] = this.spans;
    return only === undefined || others.length > 0 ? this.context : only.context.setValue(BATCH, this);
  }

  end(): void {
    this.#claimed = [];
    for (const span of this.spans) span.end();
    this.#batch.end(this.spans.filter((span) => span.failed).length);
  }
}

/** Opens a batch; undefined where {@link startBatchSpan} starts no span. */
export function openBatch(
  messages: readonly unknown[],
  options: ProcessOptions,
  shape: BatchShape = {},
): OpenBatch | undefined {
  const batch = startBatchSpan(messages, options, shape);
  if (batch === undefined) return undefined;
  noteMessages(batch, messages);
  const claimed: [unknown, ProcessSpan][] = [];
  const startAll = (): void => {
    for (const message of messages) {
      const span = startProcessSpan(message, optionsFor(message, options, shape));
      if (span === undefined) continue;
      span.held = true;
      claimed.push([message, span]);
    }
  };
  safely('starting process spans', () => within(batch.context, startAll));
  return new OpenBatch(batch, claimed);
}

/**
 * In the context of a batch all of its messages are processed: work on one of them may copy the attributes of another. The
 * batch around it is not: each would keep the one before, where a handler begins with the next.
 */
export function noteMessages(batch: BatchSpan, messages: readonly unknown[]): void {
  batch.context = safely('noting contexts', contextOfMessages, batch, messages) ?? batch.context;
}

function contextOfMessages(batch: BatchSpan, messages: readonly unknown[]): Context {
  return withProcessed(batch.context.deleteValue(BATCH), messages, batch.creations);
}
