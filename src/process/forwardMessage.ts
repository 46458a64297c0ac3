import { type Attributes, type Link, type SpanContext, context, isSpanContextValid, trace } from '@opentelemetry/api';
import { withAdditions } from '../instrumenter/additions';
import { safely } from '../instrumenter/safely';
import { install } from '../middleware/install';
import { SQS_MAX_MESSAGE_SIZE } from '../options';
import { type Members, isObject } from '../propagation/copy';
import { creationContext } from '../propagation/extractMessageContext';
import { ERROR_TYPE_OTHER, errorMessage, errorType } from '../semconv/errors';
import { messageLinkAttributes, relationshipAttributes, setProcess } from '../semconv/messaging';
import { forwardedAttributes } from './forwardedAttributes';
import { retryCountOf } from './incomingMessage';
import { instrumenterOf } from './processMessage';
import { type MessageSender, type SendMessageCommandClass, sendMessageCommand } from './sendMessageCommand';

export interface ForwardOptions {
  /** Where to: a retry queue, a dead-letter queue. */
  readonly queueUrl: string;
  /** Why, in a word or two: `retry`, `poison`. Recorded, so keep it of low cardinality and free of content. */
  readonly reason?: string | undefined;
  /** What went wrong; name and message travel with the message, cut to 256 characters. */
  readonly error?: unknown;
  /** Default: one more than the message has. */
  readonly retryCount?: number | undefined;
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
 * room for them. The received message is not deleted: do that once this has resolved.
 * @throws whatever the client's `send` throws; TypeError if there is no `SendMessageCommand` to be found
 * @example
 * await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'poison', error });
 */
export async function forwardMessage(
  client: MessageSender,
  message: object,
  options: ForwardOptions,
): Promise<ForwardResult> {
  const Command = sendMessageCommand(options.SendMessageCommand);
  const received = receivedMembers(message);
  const retryCount = options.retryCount ?? (retryCountOf(received.attributes) ?? 0) + 1;
  const creation = creationContext(message);
  const attempt = activeSpan();
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
      error: options.error === undefined ? undefined : safely('describing an error', errorText, options.error),
      reason: options.reason,
      maxMessageSize: SQS_MAX_MESSAGE_SIZE,
    }),
  };
  const instrumenter = instrumenterOf(message);
  if (instrumenter !== undefined) safely('attaching to a client', () => install(client, instrumenter, 'default'));
  const attributes: Attributes = {};
  setProcess(attributes, { retryCount, forwardReason: options.reason });
  const additions = { attributes, links: forwardLinks(creation, attempt, received.id) };
  const send = (): Promise<unknown> => client.send(new Command(input));
  return (await context.with(withAdditions(context.active(), additions), send)) as ForwardResult;
}

interface ReceivedMembers {
  readonly id: string | undefined;
  readonly body: unknown;
  readonly attributes: Members;
  readonly system: Members;
}

/** Of an SQS `Message` or a Lambda record. */
function receivedMembers(message: object): ReceivedMembers {
  const members = message as Members;
  const id = members['MessageId'] ?? members['messageId'];
  const attributes = members['MessageAttributes'] ?? members['messageAttributes'];
  const system = members['Attributes'] ?? members['attributes'];
  return {
    id: typeof id === 'string' ? id : undefined,
    body: members['Body'] ?? members['body'],
    attributes: isObject(attributes) ? attributes : {},
    system: isObject(system) ? system : {},
  };
}

function fifoMembers(options: ForwardOptions, { id, system }: ReceivedMembers, retryCount: number): Members {
  const group = options.messageGroupId ?? system['MessageGroupId'];
  if (!options.queueUrl.endsWith('.fifo')) return options.messageGroupId === undefined ? {} : { MessageGroupId: group };
  return {
    MessageGroupId: group ?? id,
    MessageDeduplicationId: options.messageDeduplicationId ?? `${id}-${retryCount}`,
  };
}

function forwardLinks(
  creation: SpanContext | undefined,
  attempt: SpanContext | undefined,
  id: string | undefined,
): Link[] {
  const links: Link[] = [];
  if (creation !== undefined) {
    const attributes = { ...messageLinkAttributes(id), ...relationshipAttributes('original_message') };
    links.push({ context: creation, attributes });
  }
  if (attempt !== undefined) links.push({ context: attempt, attributes: relationshipAttributes('processing_attempt') });
  return links;
}

/** The attempt that gives the message up is whatever is active: its process span, or one below it. */
function activeSpan(): SpanContext | undefined {
  const active = trace.getSpanContext(context.active());
  return active !== undefined && isSpanContextValid(active) ? active : undefined;
}

function errorText(error: unknown): string {
  const type = errorType(error);
  const message = errorMessage(error);
  if (message === undefined) return type;
  return type === ERROR_TYPE_OTHER ? message : `${type}: ${message}`;
}
