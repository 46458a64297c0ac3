import type { Options } from '../options';
import { brokerMessageOf } from '../propagation/brokers/brokerMessageOf';
import { spanInAwsTraceHeader } from '../propagation/extractContext';
import { FORWARD_REASON, forwardText, RETRY_COUNT } from '../propagation/forwardAttributes';
import { attributeText, ownAttribute } from '../propagation/messageCarrier';
import type { Destination } from '../semconv/messaging';
import { captured } from '../services/messages';
import { queueOf, queueOfArn } from '../services/queue';
import { attemptBefore, recallMessage } from '../telemetry/ledger';
import { type Members, byteLength, integer, isObject, membersOf, text } from '../values';
import { describeBrokerMessage } from './brokers/describeBrokerMessage';
import { describeEventRecord } from './describeEventRecord';
import type { IncomingMessage } from './incomingMessage';
import { isFromSqs } from './isSqsMessage';
import { eventRecordOf } from './lambda/sources/eventRecords';
import type { ProcessOptions } from './processOptions';
import { sayUnknown } from './unknownMessage';

/**
 * Of an SQS `Message`, a record of a Lambda event, a message of kafkajs or of amqplib.
 * @param options what the caller says of its origin; else the receive knows, else a Lambda record's source
 * @param configured what the instrumentation is to record
 */
export function describeIncoming(message: unknown, options: ProcessOptions, configured: Options): IncomingMessage {
  const record = eventRecordOf(message);
  if (record !== undefined) return describeEventRecord(record, options, configured);
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return describeBrokerMessage(broker, options, configured);
  if (isFromSqs(message, options)) return describeSqsMessage(message, options, configured);
  sayUnknown(message);
  return describeUnknown(options);
}

/** A message of nobody's shape: nothing is claimed of it. */
function describeUnknown({ destination }: ProcessOptions): IncomingMessage {
  return {
    facts: {},
    broker: { system: undefined, destination },
    destination: undefined,
    received: undefined,
    attemptKey: undefined,
    previousAttempt: undefined,
  };
}

function describeSqsMessage(message: unknown, { queueUrl }: ProcessOptions, configured: Options): IncomingMessage {
  const members = membersOf(message);
  const system = membersOf(members['Attributes'] ?? members['attributes']);
  const attributes = membersOf(members['MessageAttributes'] ?? members['messageAttributes']);
  const received = recallMessage(message);
  const sent = integer(system['SentTimestamp']);
  const id = text(members['MessageId'] ?? members['messageId']);
  const retryCount = retryCountOf(attributes);
  const { detail } = configured.naming;
  return {
    facts: {
      id,
      bodySize: detail ? byteLength(members['Body'] ?? members['body']) : undefined,
      receiveCount: integer(system['ApproximateReceiveCount']),
      captured: captured(attributes, configured.capturedMessageAttributes),
    },
    destination: destinationOf(message, queueUrl),
    // The clocks of two machines: a message is never processed before it was sent. No time at all is none of a clock.
    queueTime: sent === undefined || sent <= 0 ? undefined : Math.max(0, Date.now() - sent),
    deadLetterSource: detail ? queueOfArn(system['DeadLetterQueueSourceArn'])?.name : undefined,
    retryCount,
    forwardReason: detail ? forwardText(attributeText(ownAttribute(attributes, FORWARD_REASON))) : undefined,
    received,
    attemptKey: id,
    // One that came back by itself is known by its id; a forwarded message names the attempt that gave it up.
    previousAttempt:
      attemptBefore(id) ?? (retryCount === undefined ? undefined : spanInAwsTraceHeader(members, configured)),
  };
}

/** How often a message was forwarded, if it was. */
export function retryCountOf(attributes: Members): number | undefined {
  const count = integer(attributeText(ownAttribute(attributes, RETRY_COUNT) ?? otherCasing(attributes)));
  return count !== undefined && count >= 0 ? count : undefined;
}

/** A sender in between may spell it in another way; a loop is bounded all the same. */
function otherCasing(attributes: Members): unknown {
  const name = Object.keys(attributes).find(
    (key) => key.length === RETRY_COUNT.length && key.toLowerCase() === RETRY_COUNT,
  );
  return name === undefined ? undefined : attributes[name];
}

/** Where a message comes from. */
export function destinationOf(message: unknown, queueUrl: string | undefined): Destination | undefined {
  return (
    queueOf(queueUrl) ??
    queueOf(recallMessage(message)?.receive.queueUrl) ??
    (isObject(message) ? queueOfArn(message['eventSourceARN']) : undefined)
  );
}
