import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import { setCaptured } from './captured';
import type { Naming } from './naming';
import type { MessagingOperation, Semconv } from './semconv';
import { cut } from './set';

/** A messaging system: its value under the newest attribute name, and under the deprecated one. */
export interface MessagingSystem {
  readonly name: string;
  readonly deprecatedName: string;
}

export const AWS_SQS: MessagingSystem = { name: 'aws.sqs', deprecatedName: 'aws_sqs' };
export const AWS_SNS: MessagingSystem = { name: 'aws.sns', deprecatedName: 'aws.sns' };

/** Where messages go to or come from. */
export interface Destination {
  readonly name?: string | undefined;
  readonly queueUrl?: string | undefined;
  readonly topicArn?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/** One message, as its sender or its receiver sees it. Sizes are UTF-8 bytes. */
export interface MessageFacts {
  readonly id?: string | undefined;
  readonly bodySize?: number | undefined;
  readonly delaySeconds?: number | undefined;
  readonly customAttributes?: number | undefined;
  /** Captured message attributes by name. */
  readonly captured?: Readonly<Record<string, string>> | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly sentTimestamp?: string | undefined;
  readonly receiveCount?: number | undefined;
  readonly firstReceiveTimestamp?: string | undefined;
}

/** What the service says about a message that it accepted. */
export interface SentFacts {
  readonly id?: string | undefined;
  readonly md5OfBody?: string | undefined;
  readonly sequenceNumber?: string | undefined;
}

/** What a batch request carries. */
export interface BatchFacts {
  readonly size: number;
  readonly totalBodySize?: number | undefined;
}

/** The results of the entries of a batch request. */
export interface BatchResult {
  readonly succeeded: number;
  readonly failed: number;
  /** Distinct and sorted. */
  readonly failureCodes: readonly string[];
}

/** What a receive asks for. */
interface ReceiveFacts {
  readonly maxMessages?: number | undefined;
  readonly waitTimeSeconds?: number | undefined;
  readonly visibilityTimeout?: number | undefined;
}

/** What a messaging request contains. */
export interface MessagingRequest {
  readonly destination?: Destination | undefined;
  readonly message?: MessageFacts | undefined;
  readonly batch?: BatchFacts | undefined;
  readonly receive?: ReceiveFacts | undefined;
}

/** What the response to a messaging request contains. */
export interface MessagingResponse {
  /** What a request has made or has been told of. */
  readonly destination?: Destination | undefined;
  /** The one message that was sent. */
  readonly sent?: SentFacts | undefined;
  readonly batch?: BatchResult | undefined;
  readonly received?: ReceivedFacts | undefined;
}

/** What a receive returned. */
interface ReceivedFacts {
  readonly count: number;
  readonly totalBodySize?: number | undefined;
  readonly first?: MessageFacts | undefined;
}

/** The messaging conventions, for the services of one system. */
export function messagingSemconv(system: MessagingSystem): Semconv<MessagingRequest, MessagingResponse> {
  return {
    constants: ({ messaging, messagingName }, naming) => messagingAttributes(system, messaging, naming, messagingName),
    request(attributes, facts, naming) {
      if (facts.destination !== undefined) setDestination(attributes, facts.destination, naming);
      if (facts.message !== undefined) setMessage(attributes, facts.message, naming);
      if (facts.batch !== undefined) setBatch(attributes, facts.batch, naming);
      if (facts.receive !== undefined) setReceive(attributes, facts.receive);
    },
    response(attributes, facts, naming) {
      if (facts.destination !== undefined) setDestination(attributes, facts.destination, naming);
      if (facts.sent !== undefined) setSentMessage(attributes, facts.sent, naming);
      if (facts.batch !== undefined) setBatchResult(attributes, facts.batch);
      if (facts.received !== undefined) setReceived(attributes, facts.received, naming);
    },
  };
}

/**
 * System and operation: the attributes that follow from the operation alone.
 * @param name the system's own word for the operation, where that is not its kind
 */
export function messagingAttributes(
  system: MessagingSystem | undefined,
  operation: MessagingOperation | undefined,
  naming: Naming,
  name: string | undefined = operation,
): Attributes {
  const attributes: Attributes = {};
  if (system !== undefined && naming.deprecatedSystem) attributes[names.ATTR_MESSAGING_SYSTEM] = system.deprecatedName;
  if (system !== undefined && naming.newest) attributes[names.ATTR_MESSAGING_SYSTEM_NAME] = system.name;
  if (operation !== undefined) {
    attributes[names.ATTR_MESSAGING_OPERATION_NAME] = name;
    attributes[names.ATTR_MESSAGING_OPERATION_TYPE] = operation;
  }
  return attributes;
}

/** `send orders`, or the operation alone when the destination is not known, or has a name that is new each time. */
export function messagingSpanName(operation: string, attributes: Attributes): string {
  const destination = attributes[names.ATTR_MESSAGING_DESTINATION_NAME];
  return spanNameWith(
    operation,
    typeof destination === 'string' && !isShortLived(attributes) ? destination : undefined,
  );
}

/** @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#span-name */
export function isShortLived(attributes: Attributes): boolean {
  const temporary = attributes[names.ATTR_MESSAGING_DESTINATION_TEMPORARY];
  return temporary === true || attributes[names.ATTR_MESSAGING_DESTINATION_ANONYMOUS] === true;
}

export function spanNameWith(operation: string, destination: string | undefined): string {
  return destination === undefined ? operation : `${operation} ${cut(destination)}`;
}

/** Where a call sends to, or receives from. */
export function setDestination(attributes: Attributes, destination: Destination, { detail }: Naming): void {
  if (destination.name !== undefined) attributes[names.ATTR_MESSAGING_DESTINATION_NAME] = cut(destination.name);
  if (destination.queueUrl !== undefined) attributes[names.ATTR_AWS_SQS_QUEUE_URL] = cut(destination.queueUrl);
  if (destination.topicArn !== undefined) attributes[names.ATTR_AWS_SNS_TOPIC_ARN] = cut(destination.topicArn);
  if (!detail) return;
  if (destination.accountId !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_QUEUE_ACCOUNT_ID] = destination.accountId;
  if (destination.region !== undefined) attributes[names.ATTR_MESSAGING_SQS_QUEUE_REGION] = destination.region;
}

/** Where messages that are processed come from. The address is of interest to whoever makes a call. */
export function setSource(attributes: Attributes, source: Destination, naming: Naming): void {
  if (naming.detail) setDestination(attributes, source, naming);
  else if (source.name !== undefined) attributes[names.ATTR_MESSAGING_DESTINATION_NAME] = cut(source.name);
}

export function setMessage(attributes: Attributes, message: MessageFacts, { twins }: Naming): void {
  if (message.id !== undefined) attributes[names.ATTR_MESSAGING_MESSAGE_ID] = cut(message.id);
  if (message.bodySize !== undefined) attributes[names.ATTR_MESSAGING_SQS_MESSAGE_BODY_SIZE] = message.bodySize;
  if (message.bodySize !== undefined && twins) attributes[names.ATTR_MESSAGING_MESSAGE_BODY_SIZE] = message.bodySize;
  if (message.delaySeconds !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_MESSAGE_DELAY_SECONDS] = message.delaySeconds;
  if (message.customAttributes !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_MESSAGE_CUSTOM_ATTRIBUTES_COUNT] = message.customAttributes;
  if (message.groupId !== undefined) attributes[names.ATTR_MESSAGING_SQS_MESSAGE_GROUP_ID] = cut(message.groupId);
  if (message.deduplicationId !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_MESSAGE_DEDUPLICATION_ID] = cut(message.deduplicationId);
  if (message.sentTimestamp !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_MESSAGE_SENT_TIMESTAMP] = cut(message.sentTimestamp);
  if (message.receiveCount !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_RECEIVE_COUNT] = message.receiveCount;
  if (message.firstReceiveTimestamp !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_FIRST_RECEIVE_TIMESTAMP] = cut(
      message.firstReceiveTimestamp,
    );
  if (message.captured !== undefined) setCaptured(attributes, message.captured);
}

/** The response to a send. The id has two names in this product. */
function setSentMessage(attributes: Attributes, { id, md5OfBody, sequenceNumber }: SentFacts, naming: Naming): void {
  if (id !== undefined) {
    attributes[names.ATTR_MESSAGING_MESSAGE_ID] = cut(id);
    if (naming.deprecated) attributes[names.ATTR_MESSAGING_SQS_MESSAGE_ID] = cut(id);
  }
  if (!naming.detail) return;
  if (md5OfBody !== undefined) attributes[names.ATTR_MESSAGING_SQS_MESSAGE_MD5_OF_BODY] = cut(md5OfBody);
  if (sequenceNumber !== undefined) attributes[names.ATTR_MESSAGING_SQS_MESSAGE_SEQUENCE_NUMBER] = cut(sequenceNumber);
}

export function setBatch(attributes: Attributes, batch: BatchFacts, { detail }: Naming): void {
  if (detail) attributes[names.ATTR_MESSAGING_SQS_BATCH_SIZE] = batch.size;
  attributes[names.ATTR_MESSAGING_BATCH_MESSAGE_COUNT] = batch.size;
  if (batch.totalBodySize !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_BATCH_TOTAL_BODY_SIZE] = batch.totalBodySize;
}

export function setBatchResult(attributes: Attributes, result: BatchResult): void {
  attributes[names.ATTR_MESSAGING_SQS_BATCH_SUCCESS_COUNT] = result.succeeded;
  attributes[names.ATTR_MESSAGING_SQS_BATCH_FAILED_COUNT] = result.failed;
  if (result.failureCodes.length > 0) {
    attributes[names.ATTR_MESSAGING_SQS_BATCH_FAILURE_CODES] = cut(result.failureCodes.join(','));
  }
}

function setReceive(attributes: Attributes, receive: ReceiveFacts): void {
  if (receive.maxMessages !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_RECEIVE_MAX_MESSAGES] = receive.maxMessages;
  if (receive.waitTimeSeconds !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_RECEIVE_WAIT_TIME_SECONDS] = receive.waitTimeSeconds;
  if (receive.visibilityTimeout !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_RECEIVE_VISIBILITY_TIMEOUT] = receive.visibilityTimeout;
}

/**
 * The response to a receive: the number and the size of the messages, and the message if there is one. In the default
 * mode the first of several stands for all; the convention has nothing on the span that differs between messages, and
 * no number where there is one message.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#batch-receiving
 */
function setReceived(attributes: Attributes, received: ReceivedFacts, naming: Naming): void {
  const { detail, newest } = naming;
  const one = received.count === 1;
  if (detail) attributes[names.ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT] = received.count;
  if (detail || !one) attributes[names.ATTR_MESSAGING_BATCH_MESSAGE_COUNT] = received.count;
  if (received.totalBodySize !== undefined)
    attributes[names.ATTR_MESSAGING_SQS_RECEIVE_TOTAL_BODY_SIZE] = received.totalBodySize;
  if (received.first !== undefined && (one || (detail && !newest))) setMessage(attributes, received.first, naming);
}
