import { type ReceivedMessage, recall } from '../instrumenter/ledger';
import { type Members, isObject } from '../propagation/copy';
import type { Destination, MessageFacts } from '../semconv/messaging';
import { byteLength, integer } from '../services/messages';
import { queueOf, queueOfArn } from '../services/queue';

/** What a message tells to whoever processes it: an SQS `Message`, or a Lambda record in camel case. */
export interface IncomingMessage {
  readonly facts: MessageFacts;
  readonly destination: Destination | undefined;
  /** Milliseconds from its being sent until now. */
  readonly queueTime: number | undefined;
  /** The name of the queue that gave it up to this dead-letter queue. */
  readonly deadLetterSource: string | undefined;
  /** What the receive that brought it left behind. */
  readonly received: ReceivedMessage | undefined;
}

/** @param queueUrl what the caller says; else the receive knows, else a Lambda record's source */
export function describeIncoming(message: unknown, queueUrl: string | undefined): IncomingMessage {
  const members: Members = isObject(message) ? message : {};
  const system = members['Attributes'] ?? members['attributes'];
  const attributes: Members = isObject(system) ? system : {};
  const received = recall(members['ReceiptHandle'] ?? members['receiptHandle']);
  const sent = integer(attributes['SentTimestamp']);
  return {
    facts: {
      id: text(members['MessageId'] ?? members['messageId']),
      bodySize: byteLength(members['Body'] ?? members['body']),
      receiveCount: integer(attributes['ApproximateReceiveCount']),
    },
    destination: queueOf(queueUrl) ?? queueOf(received?.queueUrl) ?? queueOfArn(members['eventSourceARN']),
    // The clocks of two machines: a message is never processed before it was sent.
    queueTime: sent === undefined ? undefined : Math.max(0, Date.now() - sent),
    deadLetterSource: queueOfArn(attributes['DeadLetterQueueSourceArn'])?.name,
    received,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
