import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { type BrokerFacts, brokerAttributes, setBrokerMessage, setBrokerProcess } from '../semconv/brokers';
import {
  AWS_SQS,
  type Destination,
  type MessageFacts,
  messageLinkAttributes,
  messagingAttributes,
  setDestination,
  setMessage,
} from '../semconv/messaging';
import type { Naming } from '../semconv/naming';
import { type ProcessFacts, relationshipAttributes, setProcess } from '../semconv/process';
import type { ReceivedMessage } from '../telemetry/ledger';

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
