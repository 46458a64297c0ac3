import type { Options } from '../../options';
import { sendable } from '../../propagation/attributeNames';
import { AWS_TRACE_HEADER, formatAwsTraceHeader } from '../../propagation/awsTraceHeader';
import { type Budget, allowedSize, sizeOf } from '../../propagation/budget';
import { STRING, attributeBytes, contextFields } from '../../propagation/contextFields';
import { ERROR, FORWARD_REASON, ORIGINAL_TRACE_ID, RETRY_COUNT } from '../../propagation/forwardAttributes';
import { addTexts, injectIntoMessage } from '../../propagation/messageAttributes';
import { limitOf } from '../../propagation/messageLimits';
import { type MessageShape, SQS_SHAPE } from '../../propagation/messageShapes';
import { propagatesTo } from '../../telemetry/propagates';
import { safely } from '../../telemetry/safely';
import type { Members } from '../../values';
import type { ForwardedMessage } from './describeForward';
import { noRoom } from './noRoom';
import { ownAttributes, sdkAttributes } from './ownAttributes';

/** What a `traceparent` takes; those of other propagators take no more, but for B3 in several fields. */
const IDENTITY = { attributes: 1, bytes: 100 } as const;

/**
 * The attributes of a forwarded message, by priority: the application's own, how often it was forwarded, what identifies
 * the trace that created it, that trace's id, the companions of the trace, and why it is forwarded. What bounds a loop
 * comes first: the rest is left out where there is no room.
 *
 * The attempt that gave the message up goes into the `AWSTraceHeader`, unless the creation context has to go there.
 * @param own the body and the attributes that go out
 * @param traced whether the send has a span of its own, whose context goes into a message that has none
 * @throws RangeError if there is no room for the count
 */
export function forwardedAttributes(
  { body, attributes }: { readonly body: string; readonly attributes: Members },
  forwarded: ForwardedMessage,
  queueUrl: string,
  options: Options,
  traced: boolean,
): Members {
  const { received, retryCount, creation } = forwarded;
  const limit = safely('maxMessageSize', limitOf, queueUrl, SQS_SHAPE, options) ?? SERVICE_LIMIT;
  const own = ownAttributes(attributes, forwarded.carried);
  const size = sizeOf([{ body, MessageAttributes: own }], 'body');
  const sizeBefore = sizeOf([{ body, MessageAttributes: sdkAttributes(attributes) }], 'body');
  const budget = { bytes: allowedSize(sizeBefore, limit.bytes) - size };

  const count = String(retryCount);
  const countBytes = attributeBytes(RETRY_COUNT, count);
  // A limit that is known for this queue counts. The one of the service may be that of newer queues only.
  if (limit.known) budget.bytes = Math.max(budget.bytes, Math.min(limit.bytes - size, countBytes));
  if (Object.keys(own).length >= SQS_SHAPE.maxAttributes) throw noRoom('attributes', SQS_SHAPE.maxAttributes);
  if (countBytes > budget.bytes) throw noRoom('bytes', size + budget.bytes);
  let message = addTexts({ MessageAttributes: own }, [[RETRY_COUNT, count]], budget, SQS_SHAPE);

  const propagates = propagatesTo(queueUrl, options);
  const original = received.noted(ORIGINAL_TRACE_ID) ?? forwarded.origin?.traceId;
  let shape = { ...SQS_SHAPE, traceHeader: options.awsTraceHeader };
  if (propagates && creation !== undefined) {
    message = safely('injecting a context', () => withCreation(message, forwarded, original, budget, shape)) ?? message;
  } else if (propagates && traced) {
    shape = { ...shape, maxAttributes: shape.maxAttributes - IDENTITY.attributes };
    budget.bytes -= IDENTITY.bytes;
  }
  const texts = [
    [ORIGINAL_TRACE_ID, original],
    [FORWARD_REASON, forwarded.reason && sendable(forwarded.reason)],
    [ERROR, forwarded.error && sendable(forwarded.error)],
  ] as const;
  return addTexts(message, texts, budget, shape);
}

const SERVICE_LIMIT = { bytes: SQS_SHAPE.maxSize, known: false } as const;

function withCreation(
  message: Members,
  { carried, attempt }: ForwardedMessage,
  original: string | undefined,
  budget: Budget,
  shape: MessageShape,
): Members {
  const injected = injectBeside(message, carried, original, budget, {
    ...shape,
    traceHeader: shape.traceHeader === 'always' && attempt !== undefined ? 'overflow' : shape.traceHeader,
  });
  if (shape.traceHeader === 'never' || attempt === undefined) return injected;
  if (injected['MessageSystemAttributes'] !== undefined) return injected;
  const header = { DataType: STRING, StringValue: formatAwsTraceHeader(attempt) };
  return { ...injected, MessageSystemAttributes: { [AWS_TRACE_HEADER]: header } };
}

/** Injects a context and leaves room for the original trace's id, unless the trace itself then finds none. */
function injectBeside(
  message: Members,
  carried: ForwardedMessage['carried'],
  original: string | undefined,
  budget: Budget,
  shape: MessageShape,
): Members {
  const fields = contextFields(carried);
  if (original === undefined) return injectIntoMessage(message, carried, fields, budget, shape).message;
  const bytes = attributeBytes(ORIGINAL_TRACE_ID, original);
  const beside = { bytes: budget.bytes - bytes };
  const maxAttributes = shape.maxAttributes - 1;
  const injection = injectIntoMessage(message, carried, fields, beside, { ...shape, maxAttributes });
  if (injection.dropped !== undefined) return injectIntoMessage(message, carried, fields, budget, shape).message;
  budget.bytes = beside.bytes + bytes;
  return injection.message;
}
