import { isObject } from '../../values';
import { isSqsMessage } from '../isSqsMessage';
import type { HandlerOptions } from './handlerOptions';
import type { SqsEvent } from './sqsEvent';
import { type LambdaEvent, describeEvent } from './sources/eventSource';
import { transparentHandler } from './transparentHandler';

export interface SqsHandlerOptions extends HandlerOptions {}

/**
 * A Lambda handler for an SQS event source -> the same handler with tracing: what {@link wrapHandler} does for events of
 * SQS. Any other event passes through, and is exported.
 *
 * The event span is active in the handler, or that of the record if there is only one; `processMessage(record, ...)` or
 * `wrapMessageHandler(recordHandler)` around the work on one record makes that record's own span active.
 * @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#sqs
 * @example
 * export const handler = wrapSqsHandler(async (event) => {
 *   const batchItemFailures = [];
 *   for (const record of event.Records) {
 *     await processMessage(record, handle).catch(() => batchItemFailures.push({ itemIdentifier: record.messageId }));
 *   }
 *   return { batchItemFailures };
 * });
 */
export function wrapSqsHandler<Event = SqsEvent, Rest extends unknown[] = unknown[], Result = unknown>(
  handler: (event: Event, ...rest: Rest) => Result,
  options: SqsHandlerOptions = {},
): (event: Event, ...rest: Rest) => Result {
  return transparentHandler(handler, options, sqsOnly);
}

function sqsOnly(given: unknown): LambdaEvent | undefined {
  const event = describeEvent(given);
  return event.kind === 'messages' && isSqsMessage(event.records.find(isObject)) ? event : undefined;
}
