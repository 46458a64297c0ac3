import { type Attributes, context } from '@opentelemetry/api';
import { withAdditions } from '../../telemetry/additions';
import { safely } from '../../telemetry/safely';
import { within } from '../../telemetry/within';
import { install } from '../../middleware/install';
import { SQS_MAX_MESSAGE_SIZE } from '../../options';
import { setProcess } from '../../semconv/process';
import { forwardedAttributes } from './forwardedAttributes';
import { telemetryOf } from '../telemetryOf';
import { type MessageSender, type SendMessageCommandClass, sendMessageCommand } from './sendMessageCommand';
import {
  type KafkaForwardOptions,
  type KafkaSender,
  type RabbitForwardOptions,
  type RabbitPublisher,
  forwardToKafka,
  forwardToRabbit,
} from './forwardToBroker';
import { type ForwardReason, type ReceivedMembers, describeForwarded, forwardLinks } from './describeForward';
import type { Members } from '../../values';

export interface ForwardOptions extends ForwardReason {
  /** Where to: a retry queue, a dead-letter queue. */
  readonly queueUrl: string;
  /** Seconds. */
  readonly delaySeconds?: number | undefined;
  /** FIFO queues; default: the message's own group. */
  readonly messageGroupId?: string | undefined;
  /** FIFO queues; default: the message's id and its retry count. */
  readonly messageDeduplicationId?: string | undefined;
  /** The command class of `@aws-sdk/client-sqs`: needed in bundled code only. */
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
 * Retry count, original trace id, error and reason travel as message attributes, as far as the application's own leave
 * room for them, or as headers. The received message is not deleted or acknowledged: do that once this has resolved.
 * @param client an SQS client, a kafkajs producer, or an amqplib channel; a confirm channel resolves once the broker has
 *   the message
 * @param message of SQS, Kafka or RabbitMQ, whichever the client is of
 * @throws whatever the client throws; TypeError if there is no `SendMessageCommand` to be found
 * @example
 * await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'poison', error });
 * await forwardMessage(channel, message, { exchange: 'dead-letters', routingKey: 'orders', error });
 * await forwardMessage(producer, message, { topic: 'orders.dead', error });
 */
export function forwardMessage(client: MessageSender, message: object, options: ForwardOptions): Promise<ForwardResult>;
export function forwardMessage(client: KafkaSender, message: object, options: KafkaForwardOptions): Promise<unknown>;
export function forwardMessage(client: RabbitPublisher, message: object, options: RabbitForwardOptions): Promise<void>;
export async function forwardMessage(
  client: object,
  message: object,
  options: ForwardOptions | KafkaForwardOptions | RabbitForwardOptions,
): Promise<unknown> {
  if ('topic' in options) return forwardToKafka(client as KafkaSender, message, options);
  if ('routingKey' in options) return forwardToRabbit(client as RabbitPublisher, message, options);
  return forwardToSqs(client as MessageSender, message, options);
}

async function forwardToSqs(client: MessageSender, message: object, options: ForwardOptions): Promise<ForwardResult> {
  const Command = sendMessageCommand(options.SendMessageCommand);
  const forwarded = describeForwarded(message, options);
  const { received, retryCount, creation, attempt, error, reason } = forwarded;
  const input: Members = {
    QueueUrl: options.queueUrl,
    MessageBody: received.body,
    DelaySeconds: options.delaySeconds,
    ...fifoMembers(options, received, retryCount),
    ...forwardedAttributes({
      body: received.body,
      attributes: received.attributes,
      creation,
      attempt,
      retryCount,
      error,
      reason,
      maxMessageSize: SQS_MAX_MESSAGE_SIZE,
    }),
  };
  const telemetry = telemetryOf(message);
  if (telemetry !== undefined) safely('attaching to a client', () => install(client, telemetry, 'default'));
  const attributes: Attributes = {};
  setProcess(attributes, { retryCount, forwardReason: reason });
  const additions = { attributes, links: forwardLinks(forwarded) };
  const send = (): Promise<unknown> => client.send(new Command(input));
  return (await within(withAdditions(context.active(), additions), send)) as ForwardResult;
}

function fifoMembers(options: ForwardOptions, { id, system }: ReceivedMembers, retryCount: number): Members {
  const group = options.messageGroupId ?? system['MessageGroupId'];
  if (!options.queueUrl.endsWith('.fifo')) return options.messageGroupId === undefined ? {} : { MessageGroupId: group };
  return {
    MessageGroupId: group ?? id,
    MessageDeduplicationId: options.messageDeduplicationId ?? (id === undefined ? undefined : `${id}-${retryCount}`),
  };
}
