import type { Context } from '@opentelemetry/api';
import { type MessageShape, describeBy } from '../propagation/brokers/customShape';
import { extractContext } from '../propagation/extractContext';
import { activeOptions } from '../telemetry/active';
import { activeContext } from '../telemetry/activeContext';
import { safely } from '../telemetry/safely';
import { carrierOf } from './carrierOf';
import { telemetryOf } from './telemetryOf';

/** What a caller may say of a message. */
export interface ExtractOptions {
  /** How to read the message of a client that is not known. */
  readonly shape?: MessageShape<never> | undefined;
}

/**
 * The context in which a message was created, added to `parent`.
 *
 * It reads, in this order: the message attributes or the headers; a body that SNS, EventBridge or a pipe wrote; and the
 * `AWSTraceHeader`, unless the instrumentation's `awsTraceHeader` is `'never'`. The former two with the configured
 * propagator, and names in any case. Of a header that is not sampled it gives the remote, unsampled context. For a message
 * without a context, or with a broken one, it returns `parent`. It never throws.
 * @param message an SQS `Message`; a Lambda `SQSRecord` (camel case); a message of kafkajs, alone or in its
 *   `EachMessagePayload`; a message of amqplib; or a record of Kinesis, Amazon MSK, EventBridge or a pipe in a Lambda event
 * @param parent the context with baggage and everything else; default: the active context
 */
export function extractMessageContext(
  message: unknown,
  parent: Context = activeContext(),
  extract: ExtractOptions = {},
): Context {
  safely('reading a shape', describeFor, message, extract);
  const options = telemetryOf(message)?.options ?? safely('reading the options', activeOptions);
  return extractContext(
    safely('looking at a message', carrierOf, message) ?? message,
    parent,
    options ?? DEFAULT_READING,
  );
}

function describeFor(message: unknown, extract: ExtractOptions | null): void {
  describeBy(message, extract?.shape);
}

const DEFAULT_READING = { awsTraceHeader: 'overflow' } as const;
