/** What the rows send and get. */

export const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
export const METADATA = {
  httpStatusCode: 200,
  requestId: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  attempts: 1,
  totalRetryDelay: 0,
};
export const BODY = JSON.stringify({ order: 4711, customer: 'c-1234', lines: [{ article: 'a-1', quantity: 2 }] });
export const BODY_MD5 = '9e107d9d372bb6826bd81d3542a419d6';
export const TEN = Array.from({ length: 10 }, (_, index) => index);

export function text(value: string): { DataType: string; StringValue: string } {
  return { DataType: 'String', StringValue: value };
}

export function id(index: number): string {
  return `6f3b1c2d-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** What a producer that is traced has sent. */
const MESSAGES = TEN.map((index) => ({
  MessageId: id(index),
  ReceiptHandle: '',
  Body: BODY,
  MD5OfBody: BODY_MD5,
  Attributes: {
    SentTimestamp: '1760000000000',
    ApproximateReceiveCount: '1',
    ApproximateFirstReceiveTimestamp: '1760000000500',
  },
  MessageAttributes: {
    MessageType: text('order.created'),
    traceparent: text(`00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333${index}-01`),
  },
}));

/** Receipt handles that were given out, and those of them that were used up: oldest first. */
let received = 0;
let deleted = 0;

/** A message that nobody has seen before: a receipt handle is given once. */
export function receivedMessage(index: number): object {
  return { ...MESSAGES[index], ReceiptHandle: receiptHandle(received++) };
}

/** The handle to delete next. */
export function nextDeleted(): string {
  return receiptHandle(deleted++);
}

/** How many messages were received and not deleted. */
export function inFlight(): number {
  return received - deleted;
}

function receiptHandle(index: number): string {
  return `AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a${index}`;
}
