import type { SpanContext } from '@opentelemetry/api';
import type { Options } from '../options';
import { brokerMessageOf } from '../propagation/brokers/brokerMessageOf';
import { creationContext } from '../propagation/extractContext';
import { text } from '../values';
import { eventRecordOf } from './lambda/sources/eventRecords';

/** The span that created a message, and the id of the message. */
interface Creation {
  readonly context: SpanContext;
  readonly id: string | undefined;
}

/** Undefined where a message does not name the span that created it. */
export function creationOf(message: unknown, options: Options): Creation | undefined {
  const record = eventRecordOf(message);
  const carrier = record === undefined ? message : record.carrier();
  const context = creationContext(carrier, options);
  if (context === undefined) return undefined;
  if (record?.id !== undefined) return { context, id: record.id };
  // It has a context, and so is an object.
  const { MessageId, messageId } = carrier as Record<string, unknown>;
  return { context, id: text(MessageId ?? messageId ?? brokerMessageOf(carrier)?.id) };
}
