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
  const { MessageId, ReceiptHandle, Body, Attributes, MessageAttributes, messageId, receiptHandle, body } = message;
  if (typeof receiptHandle === 'string') return true;
  if (typeof ReceiptHandle === 'string' || typeof MessageId === 'string' || typeof Body === 'string') return true;
  if (isObject(MessageAttributes) || isObject(Attributes)) return true;
  return typeof messageId === 'string' && typeof body === 'string';
}

/** Whoever names a queue says that its messages are SQS's. */
export function isFromSqs(message: unknown, { queueUrl }: ProcessOptions): boolean {
  return queueUrl !== undefined || isSqsMessage(message);
}
