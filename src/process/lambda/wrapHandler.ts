import type { HandlerOptions } from './handlerOptions';
import { describeEvent } from './sources/eventSource';
import { transparentHandler } from './transparentHandler';

/**
 * The handler of a Lambda function -> the same handler with tracing, whatever invokes it. Where the event is a list of
 * messages (SQS, SNS, Kinesis, DynamoDB streams, Kafka, Amazon MQ, also from EventBridge Pipes), there is one span for the
 * event, linked to every producer, and one process span for each message; `batchItemFailures` in the response makes those
 * spans ERROR that come again. Other events have the span of their invocation, with the attributes of the function.
 *
 * The wrapper is transparent. It gives a promise if and only if the handler does, it passes on `this`, arguments, result
 * and error, and it decides nothing about the end of an invocation: the callback, `context.succeed` and an empty event
 * loop work as they do without it. Lambda freezes the process when an invocation ends, so the end waits until traces,
 * metrics and logs are exported: for 2,000 ms at most, and never past the time that the invocation has. An invocation
 * that is about to time out exports its spans before (`error.type` is `timeout`).
 *
 * The span of the event is active in the handler, or that of the message if there is only one; `processMessage(record,
 * ...)` or `wrapMessageHandler(recordHandler)` around the work on one record makes that record's own span active.
 *
 * An event without a type of its own is `unknown`: name that of the function's source (`SNSEvent`, `KinesisStreamEvent` of
 * `@types/aws-lambda`). For SQS, `wrapSqsHandler` knows it.
 * @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/
 * @example
 * export const handler = wrapHandler(async (event: SNSEvent) => {
 *   for (const record of event.Records) await processMessage(record, handle);
 * });
 */
export function wrapHandler<Event = unknown, Rest extends unknown[] = unknown[], Result = unknown>(
  handler: (event: Event, ...rest: Rest) => Result,
  options: HandlerOptions = {},
): (event: Event, ...rest: Rest) => Result {
  return transparentHandler(handler, options, describeEvent);
}
