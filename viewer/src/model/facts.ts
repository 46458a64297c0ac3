import * as names from '../attributes';
import { type Attributes, cut, MAX_NAME } from '../otlp/attributes';
import type { Span, SpanLink } from '../span';
import { clean } from '../words/text';
import { type Operation, operationOf } from './operation';

/** What a span says of messages. */
export interface MessagingFacts {
  readonly operation: Operation;
  /** `messaging.system`, in one spelling: `aws_sqs`. */
  readonly system: string | undefined;
  readonly destination: string | undefined;
  /** Of its one message; undefined for a batch. */
  readonly messageId: string | undefined;
  /** Kafka's name of a message: `partition/offset`. */
  readonly offset: string | undefined;
  readonly group: string | undefined;
  /** Whether it is about more messages than one. */
  readonly several: boolean;
  /** Where whoever made it says that it died. */
  readonly deadLetterSource: string | undefined;
  /** Milliseconds. */
  readonly queueTime: number | undefined;
}

const DESTINATIONS = [
  names.ATTR_MESSAGING_DESTINATION_NAME,
  names.ATTR_MESSAGING_DESTINATION,
  names.ATTR_MESSAGING_SOURCE_NAME,
];
const URLS = [names.ATTR_MESSAGING_URL, names.ATTR_AWS_SQS_QUEUE_URL, names.ATTR_AWS_QUEUE_URL];
const IDS = [names.ATTR_MESSAGING_MESSAGE_ID, names.ATTR_MESSAGING_MESSAGE_ID_OLD];
const OFFSETS = [names.ATTR_MESSAGING_KAFKA_OFFSET, names.ATTR_MESSAGING_KAFKA_MESSAGE_OFFSET];
const PARTITIONS = [
  names.ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  names.ATTR_MESSAGING_KAFKA_DESTINATION_PARTITION,
  names.ATTR_MESSAGING_KAFKA_PARTITION,
];
const GROUPS = [
  names.ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  names.ATTR_MESSAGING_KAFKA_CONSUMER_GROUP,
  names.ATTR_MESSAGING_KAFKA_CONSUMER_GROUP_OLD,
];
const COUNTS = [
  names.ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  names.ATTR_MESSAGING_SQS_BATCH_SIZE,
  names.ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT,
];
const SOURCES = [names.ATTR_MESSAGING_SQS_DEAD_LETTER_SOURCE_QUEUE, names.ATTR_MESSAGING_DEAD_LETTER_SOURCE_QUEUE];
const QUEUE_TIMES = [names.ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS, names.ATTR_MESSAGING_MESSAGE_QUEUE_TIME_MS];
const PROCESSING_ATTEMPT = 'processing_attempt';
const BATCH_CALL = /Batch$/;

/** Undefined for a span that is not about messages. */
export function messagingFacts(span: Span): MessagingFacts | undefined {
  const { attributes, links, name } = span;
  const operation = operationOf(span);
  if (operation === undefined) return undefined;
  const count = attributes.number(...COUNTS);
  const several =
    count === undefined
      ? isBatchCall(name, attributes) || (operation !== 'send' && linksToSeveral(attributes, links))
      : count > 1;
  return {
    operation,
    system: systemOf(attributes),
    destination: destinationOf(attributes),
    messageId: several ? undefined : idOf(attributes),
    offset: several ? undefined : offsetOf(attributes),
    group: groupOf(attributes),
    several,
    deadLetterSource: attributes.text(...SOURCES),
    queueTime: attributes.number(...QUEUE_TIMES),
  };
}

/** The id of the message that a link is about. */
export function linkedMessage({ attributes }: SpanLink): string | undefined {
  return idOf(attributes);
}

/** Whether a link leads to an earlier attempt to process the same message. */
export function isAttemptLink({ attributes }: SpanLink): boolean {
  return attributes.get(names.ATTR_RELATIONSHIP) === PROCESSING_ATTEMPT;
}

/** Whether a link says how it is related at all: senders link to what they forward, and to other things. */
export function hasRelationship({ attributes }: SpanLink): boolean {
  return attributes.get(names.ATTR_RELATIONSHIP) !== undefined;
}

/** Whether ids of a system's messages are unique all over it, so that one names one message. */
export function hasGlobalIds(system: string | undefined): boolean {
  return system === names.SYSTEM_SQS;
}

function systemOf(attributes: Attributes): string | undefined {
  const said = attributes.text(names.ATTR_MESSAGING_SYSTEM, names.ATTR_MESSAGING_SYSTEM_NAME);
  return said === undefined ? undefined : (names.SYSTEMS.get(said.toLowerCase()) ?? nameOf(said));
}

function destinationOf(attributes: Attributes): string | undefined {
  const named = attributes.text(...DESTINATIONS);
  const said = named ?? attributes.text(...URLS);
  // Some give a URL or an ARN for a name.
  return said === undefined ? undefined : nameOf(/^(?:https?|arn):/.test(said) ? lastPart(said) : said);
}

function nameOf(said: string): string {
  return cut(clean(said), MAX_NAME);
}

function lastPart(url: string): string {
  return url.split(/[/:]/).findLast((part) => part !== '') ?? url;
}

function groupOf(attributes: Attributes): string | undefined {
  const group = attributes.text(...GROUPS);
  return group === undefined ? undefined : nameOf(group);
}

function idOf(attributes: Attributes): string | undefined {
  const id = attributes.text(...IDS) ?? attributes.number(...IDS);
  return id === undefined ? undefined : String(id);
}

function offsetOf(attributes: Attributes): string | undefined {
  const offset = attributes.number(...OFFSETS) ?? attributes.text(...OFFSETS);
  const partition = attributes.text(...PARTITIONS) ?? attributes.number(...PARTITIONS);
  return offset === undefined ? undefined : `${partition ?? ''}/${offset}`;
}

/** A batch that does not count its messages links to them. */
function linksToSeveral(attributes: Attributes, links: readonly SpanLink[]): boolean {
  if (links.length < 2) return false;
  if (new Set(links.map(linkedMessage)).size > 2) return true;
  const isOne = idOf(attributes) !== undefined || offsetOf(attributes) !== undefined;
  return !isOne && links.filter((link) => !hasRelationship(link)).length > 1;
}

function isBatchCall(name: string, attributes: Attributes): boolean {
  return BATCH_CALL.test(name) || BATCH_CALL.test(attributes.text(names.ATTR_RPC_METHOD) ?? '');
}
