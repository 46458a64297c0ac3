import type { SpanContext } from '@opentelemetry/api';
import { type ReceivedMessage, attemptBefore, recallMessage } from '../instrumenter/ledger';
import { type Members, isObject } from '../propagation/copy';
import { awsTraceHeaderOf } from '../propagation/extractMessageContext';
import { FORWARD_REASON, RETRY_COUNT } from '../propagation/lineageAttributes';
import { attributeText, ownAttribute } from '../propagation/messageCarrier';
import type { Destination, MessageFacts, ProcessFacts } from '../semconv/messaging';
import { byteLength, integer } from '../services/messages';
import { queueOf, queueOfArn } from '../services/queue';

/** What a message tells to whoever processes it: an SQS `Message`, or a Lambda record in camel case. */
export interface IncomingMessage extends ProcessFacts {
  readonly facts: MessageFacts;
  readonly destination: Destination | undefined;
  /** What the receive that brought it left behind. */
  readonly received: ReceivedMessage | undefined;
  /** The process span of the attempt before this one. */
  readonly previousAttempt: SpanContext | undefined;
}

/** @param queueUrl what the caller says; else the receive knows, else a Lambda record's source */
export function describeIncoming(message: unknown, queueUrl: string | undefined): IncomingMessage {
  const members: Members = isObject(message) ? message : {};
  const system = objectOf(members['Attributes'] ?? members['attributes']);
  const attributes = objectOf(members['MessageAttributes'] ?? members['messageAttributes']);
  const received = recallMessage(message);
  const sent = integer(system['SentTimestamp']);
  const id = text(members['MessageId'] ?? members['messageId']);
  const retryCount = integer(attributeText(ownAttribute(attributes, RETRY_COUNT)));
  return {
    facts: {
      id,
      bodySize: byteLength(members['Body'] ?? members['body']),
      receiveCount: integer(system['ApproximateReceiveCount']),
    },
    destination: destinationOf(message, queueUrl),
    // The clocks of two machines: a message is never processed before it was sent.
    queueTime: sent === undefined ? undefined : Math.max(0, Date.now() - sent),
    deadLetterSource: queueOfArn(system['DeadLetterQueueSourceArn'])?.name,
    retryCount,
    forwardReason: attributeText(ownAttribute(attributes, FORWARD_REASON)),
    received,
    // One that came back by itself is known by its id; a forwarded message names the attempt that gave it up.
    previousAttempt: attemptBefore(id) ?? (retryCount === undefined ? undefined : awsTraceHeaderOf(members)),
  };
}

/** Where a message comes from. */
export function destinationOf(message: unknown, queueUrl: string | undefined): Destination | undefined {
  return (
    queueOf(queueUrl) ??
    queueOf(recallMessage(message)?.queueUrl) ??
    (isObject(message) ? queueOfArn(message['eventSourceARN']) : undefined)
  );
}

function objectOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
