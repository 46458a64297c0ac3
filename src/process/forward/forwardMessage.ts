import type { Attributes } from '@opentelemetry/api';
import { withAdditions } from '../../telemetry/additions';
import { activeContext } from '../../telemetry/activeContext';
import { safely } from '../../telemetry/safely';
import { within } from '../../telemetry/within';
import { install, telemetryOn } from '../../middleware/install';
import { AWS_SQS, messagingAttributes, setSource } from '../../semconv/messaging';
import { setForwardReason, setProcess } from '../../semconv/process';
import { queueOf } from '../../services/queue';
import { activeOptions } from '../../telemetry/active';
import type { Telemetry } from '../../telemetry/telemetry';
import { fifoId } from './fifoId';
import { forwardedAttributes } from './forwardedAttributes';
import { claimedSpan } from '../claims';
import { telemetryOf } from '../telemetryOf';
import type { SendMessageCommandClass } from './commandClasses';
import { type MessageSender, senderOf } from './sendMessageCommand';
import {
  type KafkaForwardOptions,
  type RabbitForwardOptions,
  forwardToKafka,
  forwardToRabbit,
} from './forwardToBroker';
import type { KafkaProducer, KafkaSender } from './publishers/kafkaSender';
import type { RabbitBasicPublisher, RabbitPublisher, RabbitSender } from './publishers/rabbitPublisher';
import { sqsAttributes, sqsBody } from './forwardedParts';
import {
  type ForwardReason,
  type ForwardedMessage,
  type SingleMessage,
  describeForwarded,
  forwardLinks,
} from './describeForward';
import { type Members, text } from '../../values';

export interface ForwardOptions extends ForwardReason {
  /** Where to: a retry queue, a dead-letter queue. */
  readonly queueUrl: string;
  /** Seconds. */
  readonly delaySeconds?: number | undefined;
  /** Default: the message's own group. */
  readonly messageGroupId?: string | undefined;
  /** FIFO queues; default: the message's id and its retry count. */
  readonly messageDeduplicationId?: string | undefined;
  /**
   * Leaves out what a message of SQS cannot carry of one of Kafka or RabbitMQ (a tenth header, one without a value or with
   * another name than an attribute may have, all but the last of several with one name), and sends bytes that are no text as base64, or as the text that a client has
   * made of them; default false: that is a `TypeError`, and nothing is sent.
   */
  readonly lossy?: boolean | undefined;
  /** The command class of `@aws-sdk/client-sqs`: needed only in bundled code, for a client other than `SQS`. */
  readonly SendMessageCommand?: SendMessageCommandClass | undefined;
}

/** The service's answer. */
export interface ForwardResult {
  readonly MessageId?: string | undefined;
  readonly SequenceNumber?: string | undefined;
}

/**
 * Sends a received message on to a retry or dead-letter queue, body and attributes as they are, so that its story stays
 * one: whoever processes it next is linked to the original producer and to this attempt.
 *
 * Retry count, original trace id, reason and error travel as message attributes, as far as the application's own leave
 * room for them, or as headers. The count comes first: SQS takes ten attributes, so that a message can have nine of its
 * own. The received message is not deleted or acknowledged: do that once this has resolved.
 * @param client an SQS client, a kafkajs producer, or an amqplib channel; a confirm channel resolves once the broker has
 *   the message
 * @param message of SQS, Kafka or RabbitMQ, whichever the client is of
 * @throws whatever the client throws; before anything is sent, TypeError if there is no `SendMessageCommand` to be found,
 *   and RangeError with the code `ERR_FORWARD_NO_ROOM` if a message of SQS has no room for its retry count
 * @example
 * await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'poison', error });
 * await forwardMessage(channel, message, { exchange: 'dead-letters', routingKey: 'orders', error });
 * await forwardMessage(producer, message, { topic: 'orders.dead', error });
 */
export function forwardMessage<Message extends object>(
  client: MessageSender,
  message: Message & SingleMessage,
  options: ForwardOptions,
): Promise<ForwardResult>;
export function forwardMessage<Message extends object>(
  client: KafkaSender | KafkaProducer,
  message: Message & SingleMessage,
  options: KafkaForwardOptions,
): Promise<unknown>;
export function forwardMessage<Message extends object>(
  client: RabbitPublisher | RabbitSender | RabbitBasicPublisher,
  message: Message & SingleMessage,
  options: RabbitForwardOptions,
): Promise<void>;
export async function forwardMessage(
  client: object,
  message: object,
  options: ForwardOptions | KafkaForwardOptions | RabbitForwardOptions,
): Promise<unknown> {
  if ('topic' in options && options.topic !== undefined) return forwardToKafka(client as KafkaSender, message, options);
  if ('routingKey' in options && options.routingKey !== undefined)
    return forwardToRabbit(client as RabbitPublisher, message, options);
  return forwardToSqs(client as MessageSender, message, options as ForwardOptions);
}

async function forwardToSqs(client: MessageSender, message: object, options: ForwardOptions): Promise<ForwardResult> {
  const { queueUrl, delaySeconds, SendMessageCommand } = options;
  if (typeof queueUrl !== 'string')
    throw new TypeError('forwardMessage needs a `queueUrl`, a `topic` or a `routingKey`');
  const sendTo = senderOf(client, SendMessageCommand);
  const forwarded = describeForwarded(message, options);
  const { received, cause, reason } = forwarded;
  const body = sqsBody(received, options.lossy);
  const own = sqsAttributes(received, forwarded.carried, options.lossy);
  const telemetry = safely('attaching to a client', attachedTo, client, message);
  const traced = safely('looking for a tracer', () => telemetry?.tracer()) !== undefined;
  const configured = telemetry?.options ?? activeOptions();
  const members = forwardedAttributes({ body, attributes: own }, forwarded, queueUrl, configured, traced);
  const input = {
    QueueUrl: queueUrl,
    MessageBody: body,
    DelaySeconds: delaySeconds,
    ...groupMembers(options, forwarded),
    ...members,
  };
  const attempt = safely('looking for the attempt', claimedSpan, message);
  const attributes: Attributes = {};
  setProcess(attributes, { retryCount: forwarded.retryCount, forwardReason: forwarded.reason }, configured.naming);
  // What a client starts keeps its context, and not the body with it.
  const sent = { QueueUrl: queueUrl, MessageAttributes: members['MessageAttributes'] };
  const additions = { sent, attributes, links: forwardLinks(forwarded, configured.naming) };
  const send = (): Promise<unknown> => sendTo(input);
  const result = (await within(withAdditions(activeContext(), additions), send)) as ForwardResult;
  const { name } = queueOf(queueUrl) ?? {};
  attempt?.forwarded({ cause, reason, destination: name, id: safely('reading an answer', messageIdOf, result) });
  safely('recording metrics', () => telemetry?.metrics()?.forwarded(forwardAttributes(telemetry, name, forwarded)));
  return result;
}

/** Attaches to the client, and gives the telemetry that its calls belong to. Without any, the one of the message counts. */
function attachedTo(client: object, message: object): Telemetry | undefined {
  const telemetry = telemetryOf(message);
  if (telemetry !== undefined) install(client, telemetry, 'default');
  return telemetryOn(client) ?? telemetry;
}

/** A queue that is none of FIFO has fair queues' groups, of one tenant each, which stay what they are. */
function groupMembers(options: ForwardOptions, { received, retryCount }: ForwardedMessage): Members {
  const { id, system } = received;
  const group = options.messageGroupId ?? system['MessageGroupId'];
  if (!options.queueUrl.endsWith('.fifo')) return { MessageGroupId: group };
  return {
    MessageGroupId: group ?? fifoId(id),
    MessageDeduplicationId: options.messageDeduplicationId ?? fifoId(id && `${id}-${retryCount}`),
  };
}

function forwardAttributes(
  { options: { naming } }: Telemetry,
  name: string | undefined,
  { reason }: ForwardedMessage,
): Attributes {
  const attributes = messagingAttributes(AWS_SQS, undefined, naming);
  setSource(attributes, { name }, naming);
  setForwardReason(attributes, reason);
  return attributes;
}

/** A test's double may answer with anything. */
function messageIdOf(result: ForwardResult | undefined): string | undefined {
  return text(result?.MessageId);
}
