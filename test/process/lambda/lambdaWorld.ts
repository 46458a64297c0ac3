import { randomUUID } from 'node:crypto';
import type { Message } from '@aws-sdk/client-sqs';
import { type HandlerOptions, wrapHandler } from '../../../src';
import { TRACEPARENT } from '../consumerWorld';

const ARN = 'arn:aws:sqs:eu-west-1:123456789012:orders';

/** A record as Lambda's event source mapping hands it to a function; camel case, in the order of the service. */
export function lambdaRecord(members: object = {}) {
  // Other tests in this process may use any name, and what is known of messages is known to all of them.
  const id = `record-${randomUUID()}`;
  return {
    messageId: id,
    receiptHandle: `handle of ${id}`,
    body: 'body',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: `${Date.now() - 1000}`,
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: `${Date.now()}`,
    },
    messageAttributes: {
      traceparent: { stringValue: TRACEPARENT, stringListValues: [], binaryListValues: [], dataType: 'String' },
    },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: ARN,
    awsRegion: 'eu-west-1',
    ...members,
  };
}

/** What Lambda makes of a message that it received. */
export function asRecord(message: Message, eventSourceARN = ARN) {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
    name,
    {
      dataType: attribute.DataType,
      stringListValues: [],
      binaryListValues: [],
      ...(attribute.StringValue !== undefined && { stringValue: attribute.StringValue }),
      ...(attribute.BinaryValue !== undefined && {
        binaryValue: Buffer.from(attribute.BinaryValue).toString('base64'),
      }),
    },
  ]);
  return {
    ...lambdaRecord(),
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes },
    messageAttributes: Object.fromEntries(attributes) as Record<string, object>,
    eventSourceARN,
  };
}

/** That many records. */
export function lambdaEvent(size: number) {
  return { Records: Array.from({ length: size }, () => lambdaRecord()) };
}

/** A wrapped handler that is called as Lambda does, with more than it looks at. */
export function wrap<Result>(
  handler: (...args: unknown[]) => Result,
  options: HandlerOptions = {},
): (...args: unknown[]) => Result {
  return wrapHandler(handler, options);
}
