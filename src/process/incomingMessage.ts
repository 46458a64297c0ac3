import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { type ReceivedMessage, attemptBefore, recallMessage } from '../telemetry/ledger';
import { brokerMessageOf } from '../propagation/brokerMessage';
import { spanInAwsTraceHeader } from '../propagation/extractMessageContext';
import { FORWARD_REASON, MAX_FORWARD_TEXT, RETRY_COUNT } from '../propagation/forwardAttributes';
import { attributeText, ownAttribute } from '../propagation/messageCarrier';
import {
  AWS_SQS,
  type Destination,
  type MessageFacts,
  messageLinkAttributes,
  messagingAttributes,
  setDestination,
  setMessage,
} from '../semconv/messaging';
import { type ProcessFacts, relationshipAttributes, setProcess } from '../semconv/process';
import type { Naming } from '../semconv/naming';
import { type BrokerFacts, brokerAttributes, setBrokerMessage, setBrokerProcess } from '../semconv/brokers';
import { queueOf, queueOfArn } from '../services/queue';
import type { ProcessOptions } from './processSpan';
import { describeBrokerMessage } from './brokers/describeBrokerMessage';
import { type Members, byteLength, integer, isObject, membersOf, text } from '../values';

/** What a message tells to whoever processes it. */
export interface IncomingMessage extends ProcessFacts {
  readonly facts: MessageFacts;
  /** Of Kafka and RabbitMQ; undefined is SQS. */
  readonly broker?: BrokerFacts | undefined;
  readonly destination: Destination | undefined;
  /** What the receive that brought it left behind. */
  readonly received: ReceivedMessage | undefined;
  /** By which the message is known when it comes again. */
  readonly attemptKey: string | undefined;
  /** The process span of the attempt before this one. */
  readonly previousAttempt: SpanContext | undefined;
}

/**
 * Of an SQS `Message`, a Lambda record in camel case, a message of kafkajs or of amqplib.
 * @param options what the caller says of its origin; else the receive knows, else a Lambda record's source
 */
export function describeIncoming(message: unknown, options: ProcessOptions): IncomingMessage {
  const broker = brokerMessageOf(message);
  return broker === undefined ? describeSqsMessage(message, options) : describeBrokerMessage(broker, options);
}

function describeSqsMessage(message: unknown, { queueUrl }: ProcessOptions): IncomingMessage {
  const members = membersOf(message);
  const system = membersOf(members['Attributes'] ?? members['attributes']);
  const attributes = membersOf(members['MessageAttributes'] ?? members['messageAttributes']);
  const received = recallMessage(message);
  const sent = integer(system['SentTimestamp']);
  const id = text(members['MessageId'] ?? members['messageId']);
  const retryCount = retryCountOf(attributes);
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
    forwardReason: attributeText(ownAttribute(attributes, FORWARD_REASON))?.slice(0, MAX_FORWARD_TEXT),
    received,
    attemptKey: id,
    // One that came back by itself is known by its id; a forwarded message names the attempt that gave it up.
    previousAttempt: attemptBefore(id) ?? (retryCount === undefined ? undefined : spanInAwsTraceHeader(members)),
  };
}

/** What the process span of a message starts with. */
export function processAttributes(incoming: IncomingMessage, naming: Naming): Attributes {
  if (incoming.broker !== undefined) {
    const ofBroker = brokerAttributes(incoming.broker, 'process', naming);
    setBrokerMessage(ofBroker, incoming.facts);
    setBrokerProcess(ofBroker, incoming);
    return ofBroker;
  }
  const attributes = messagingAttributes(AWS_SQS, 'process', naming);
  if (incoming.destination !== undefined) setDestination(attributes, incoming.destination);
  setMessage(attributes, incoming.facts);
  setProcess(attributes, incoming);
  return attributes;
}

/** To the message's creator, and to the attempt before this one as far as it is known. */
export function processLinks({ facts, previousAttempt }: IncomingMessage, creation: SpanContext | undefined): Link[] {
  const links: Link[] = [];
  if (creation !== undefined) {
    const attributes = messageLinkAttributes(facts.id);
    if (previousAttempt !== undefined) Object.assign(attributes, relationshipAttributes('original_message'));
    links.push({ context: creation, attributes });
  }
  if (previousAttempt !== undefined && previousAttempt.spanId !== creation?.spanId) {
    links.push({ context: previousAttempt, attributes: relationshipAttributes('processing_attempt') });
  }
  return links;
}

/** How often a message was forwarded, if it was. */
export function retryCountOf(attributes: Members): number | undefined {
  const count = integer(attributeText(ownAttribute(attributes, RETRY_COUNT)));
  return count !== undefined && count >= 0 ? count : undefined;
}

/** Where a message comes from. */
export function destinationOf(message: unknown, queueUrl: string | undefined): Destination | undefined {
  return (
    queueOf(queueUrl) ??
    queueOf(recallMessage(message)?.receive.queueUrl) ??
    (isObject(message) ? queueOfArn(message['eventSourceARN']) : undefined)
  );
}
