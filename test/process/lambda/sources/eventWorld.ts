import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { openBatch } from '../../../../src/process/openBatch';
import { type LambdaEvent, describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import { type ConsumerWorld, CREATION } from '../../consumerWorld';

export const CREATION_ID = `${CREATION.traceId}/${CREATION.spanId}`;

/** The spans of one event: of the whole, and of its records in their order. */
export interface EventSpans {
  readonly event: LambdaEvent;
  readonly whole: ReadableSpan | undefined;
  readonly records: readonly ReadableSpan[];
}

/** Opens and closes the spans of an event's records, as the wrapper of a handler does. */
export function spansOf(world: ConsumerWorld, given: unknown): EventSpans {
  world.tracing.reset();
  const event = describeEvent(given);
  openBatch(event.records, {}, event.shape)?.end();
  const all = world.tracing.spans();
  const whole = all.find((span) => span.attributes['faas.trigger'] !== undefined);
  return { event, whole, records: all.filter((span) => span !== whole) };
}
