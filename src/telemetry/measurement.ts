import type { Attributes } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { DropReason } from '../propagation/messageAttributes';
import type { Metrics } from './metrics';

/** The metrics of one call: measured from its start to its end. */
export interface Measurement {
  readonly metrics: Metrics;
  readonly operation: Operation;
  /** Those that the span starts with. */
  readonly attributes: Attributes;
  /** Milliseconds, of the process's own clock. */
  readonly startedAt: number;
}

export function startMeasurement(metrics: Metrics, operation: Operation, attributes: Attributes): Measurement {
  return { metrics, operation, attributes, startedAt: performance.now() };
}

/** Records the points of a call that has ended. @param endedAt when, if not now */
export function recordMeasurement(
  { metrics, operation, attributes, startedAt }: Measurement,
  outcome: Outcome,
  answer?: Attributes,
  endedAt: number = performance.now(),
): void {
  const { input, kind } = operation;
  const { definition } = kind;
  metrics.call({
    definition,
    outcome,
    attributes,
    answer,
    duration: (endedAt - startedAt) / 1000,
    sent: sentBy(operation),
    received: (outcome.output && definition.receives?.(outcome.output, input).messages.length) ?? 0,
  });
}

export function recordDroppedContext({ metrics, attributes }: Measurement, reason: DropReason): void {
  metrics.droppedContext(reason, attributes);
}

function sentBy({ input, kind }: Operation): number {
  const { messaging, batch, sends } = kind.definition;
  if (messaging !== 'send') return 0;
  if (sends !== undefined) return sends(input);
  return batch === undefined ? 1 : batch.entries(input).length;
}
