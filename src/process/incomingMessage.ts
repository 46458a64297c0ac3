import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { type BrokerFacts, brokerAttributes, setBrokerMessage, setBrokerProcess } from '../semconv/brokers';
import {
  AWS_SQS,
  type Destination,
  type MessageFacts,
  messagingAttributes,
  setMessage,
  setSource,
} from '../semconv/messaging';
import { messageLink } from '../semconv/links';
import type { Naming } from '../semconv/naming';
import { type ProcessFacts, setProcess } from '../semconv/process';
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
    setBrokerMessage(ofBroker, incoming.facts, naming);
    setBrokerProcess(ofBroker, incoming, naming);
    return ofBroker;
  }
  const attributes = messagingAttributes(AWS_SQS, 'process', naming);
  const { destination, facts } = incoming;
  if (destination !== undefined) setSource(attributes, destination, naming);
  // Metrics need to know more of it than the span says.
  setMessage(attributes, naming.detail ? facts : { id: facts.id, captured: facts.captured }, naming);
  setProcess(attributes, incoming, naming);
  return attributes;
}

/** To the message's creator, and to the attempt before this one as far as it is known. */
export function processLinks(
  { facts, previousAttempt }: IncomingMessage,
  creation: SpanContext | undefined,
  naming: Naming,
): Link[] {
  const links: Link[] = [];
  if (creation !== undefined) {
    const relationship = previousAttempt === undefined ? undefined : 'original_message';
    links.push(messageLink(creation, { id: facts.id, relationship, alone: true }, naming));
  }
  if (previousAttempt !== undefined && previousAttempt.spanId !== creation?.spanId) {
    links.push(messageLink(previousAttempt, { relationship: 'processing_attempt', alone: true }, naming));
  }
  return links;
}
