import { ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { sendable } from '../../propagation/attributeNames';
import { AWS_TRACE_HEADER, formatAwsTraceHeader } from '../../propagation/awsTraceHeader';
import { contextFields } from '../../propagation/contextFields';
import {
  ERROR,
  FORWARD_REASON,
  FORWARD_ATTRIBUTES,
  MAX_FORWARD_TEXT,
  ORIGINAL_TRACE_ID,
  RETRY_COUNT,
} from '../../propagation/forwardAttributes';
import { addTexts, injectIntoMessage } from '../../propagation/messageAttributes';
import { attributeText } from '../../propagation/messageCarrier';
import { budgetFor } from '../../propagation/budget';
import { safely } from '../../telemetry/safely';
import { type Members, isObject } from '../../values';

/** What a message is forwarded with. */
export interface Forwarding {
  readonly body: unknown;
  /** As received, in the SDK's or in Lambda's casing. */
  readonly attributes: Members;
  readonly creation: SpanContext | undefined;
  readonly attempt: SpanContext | undefined;
  readonly retryCount: number;
  readonly error: string | undefined;
  readonly reason: string | undefined;
  readonly maxMessageSize: number;
}

/**
 * The attributes of a forwarded message: the application's own first, then its creation context, then what tells of the forward. The
 * attempt that gave it up goes into the `AWSTraceHeader`, unless the creation context had to go there.
 */
export function forwardedAttributes(forwarding: Forwarding): Members {
  const { body, attributes, creation, attempt, retryCount } = forwarding;
  // Not by assignment: a name may be `__proto__`.
  const own: Members = Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) =>
      isForwardAttribute(name) ? [] : [[name, sdkCasing(attribute)]],
    ),
  );
  const budget = budgetFor(forwarding.maxMessageSize, [{ body, MessageAttributes: own }], 'body');
  let message: Members = { MessageAttributes: own };
  if (creation !== undefined) {
    const context = trace.setSpanContext(ROOT_CONTEXT, creation);
    const inject = (): Members =>
      injectIntoMessage({ MessageAttributes: own }, context, contextFields(context), budget, 'overflow').message;
    message = safely('injection', inject) ?? message;
    if (message['MessageSystemAttributes'] === undefined && attempt !== undefined) {
      const header = { DataType: 'String', StringValue: formatAwsTraceHeader(attempt) };
      message = { ...message, MessageSystemAttributes: { [AWS_TRACE_HEADER]: header } };
    }
  }
  const original = attributeText(attributes[ORIGINAL_TRACE_ID]) ?? creation?.traceId;
  return addTexts(
    message,
    [
      [RETRY_COUNT, String(retryCount)],
      [ORIGINAL_TRACE_ID, original],
      [ERROR, bounded(forwarding.error)],
      [FORWARD_REASON, bounded(forwarding.reason)],
    ],
    budget,
  );
}

function isForwardAttribute(name: string): boolean {
  return (FORWARD_ATTRIBUTES as readonly string[]).includes(name);
}

function bounded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : sendable(text.slice(0, MAX_FORWARD_TEXT));
}

function sdkCasing(attribute: unknown): unknown {
  if (!isObject(attribute)) return attribute;
  const { DataType, StringValue, BinaryValue, dataType, stringValue, binaryValue } = attribute;
  const bytes = BinaryValue ?? (typeof binaryValue === 'string' ? Buffer.from(binaryValue, 'base64') : undefined);
  return {
    DataType: DataType ?? dataType,
    ...(bytes === undefined ? { StringValue: StringValue ?? stringValue } : { BinaryValue: bytes }),
  };
}
