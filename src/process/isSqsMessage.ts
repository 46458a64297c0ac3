import { queueOfArn } from '../services/queue';
import { isObject } from '../values';
import type { ProcessOptions } from './processOptions';

const SQS = 'aws:sqs';

/** Whether it is an SQS `Message` of the SDK, or a record of a Lambda event: other messages have bodies and ids, too. */
export function isSqsMessage(message: unknown): boolean {
  if (!isObject(message)) return false;
  const { eventSource, EventSource, eventSourceARN, Message, TopicArn } = message;
  const source = eventSource ?? EventSource;
  if (source !== undefined) return source === SQS;
  if (queueOfArn(eventSourceARN) !== undefined) return true;
  // The envelope of SNS.
  if (Message !== undefined || TopicArn !== undefined) return false;
  const { MessageId, ReceiptHandle, Body, Attributes, MessageAttributes } = message;
  const { messageId, receiptHandle, body, messageAttributes } = message;
  if (typeof receiptHandle === 'string') return true;
  if (typeof ReceiptHandle === 'string' || typeof MessageId === 'string' || typeof Body === 'string') return true;
  if (isObject(MessageAttributes) || isObject(Attributes) || isObject(messageAttributes)) return true;
  return typeof messageId === 'string' && typeof body === 'string' && Object.keys(message).every(isOfLambda);
}

/** Messages of other brokers have an id and a body, too, and beside these what would be lost. */
function isOfLambda(name: string): boolean {
  return OF_LAMBDA.has(name);
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
const OF_LAMBDA: ReadonlySet<string> = new Set([
  'messageId',
  'receiptHandle',
  'body',
  'attributes',
  'messageAttributes',
  'md5OfBody',
  'md5OfMessageAttributes',
  'awsRegion',
]);

/** Whoever names a queue says that its messages are SQS's. */
export function isFromSqs(message: unknown, { queueUrl }: ProcessOptions): boolean {
  return queueUrl !== undefined || isSqsMessage(message);
}
