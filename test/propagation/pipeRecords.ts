const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What the records carry. */
interface Carried {
  readonly traceparent: string;
  readonly xRay: string;
  /** A header of another span. */
  readonly otherXRay: string;
  /** A JSON object with a trace in it. */
  readonly traced: string;
  /** A notification with a trace in it. */
  readonly envelope: string;
}

/**
 * Records as a pipe hands them on.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-source.html
 */
export function pipeRecords({ traceparent, xRay, otherXRay, traced, envelope }: Carried): Record<string, object> {
  return {
    SQS: {
      messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body: 'hello',
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: { traceparent: { stringValue: traceparent, dataType: 'String' } },
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:orders',
    },
    'SQS with an X-Ray header': { body: 'hello', attributes: { AWSTraceHeader: xRay }, eventSource: 'aws:sqs' },
    'SQS with attributes and an X-Ray header': {
      body: 'hello',
      attributes: { AWSTraceHeader: xRay },
      messageAttributes: { tenant: { dataType: 'String', stringValue: 'acme' } },
      eventSource: 'aws:sqs',
    },
    'SQS with an envelope': {
      body: envelope,
      attributes: { AWSTraceHeader: otherXRay },
      eventSource: 'aws:sqs',
    },
    Kinesis: { eventSource: 'aws:kinesis', partitionKey: 'p', sequenceNumber: '1', data: base64(traced) },
    'Amazon MSK': {
      eventSource: 'aws:kafka',
      topic: 'orders',
      partition: 0,
      offset: 15,
      timestamp: 1545084650987,
      timestampType: 'CREATE_TIME',
      key: base64('k'),
      value: base64('hello'),
      headers: [{ tenant: [-61, -95] }, { Traceparent: [...Buffer.from(traceparent)] }],
    },
    'Kinesis, parsed': {
      eventSource: 'aws:kinesis',
      partitionKey: 'p',
      sequenceNumber: '1',
      data: JSON.parse(traced) as unknown,
    },
    ActiveMQ: { eventSource: 'aws:mq', messageID: 'ID:1', properties: { traceparent }, data: base64('hello') },
    'ActiveMQ by its other name': {
      eventSource: 'aws:amq',
      messageID: 'ID:1',
      properties: { Traceparent: traceparent },
      data: base64('hello'),
    },
    RabbitMQ: {
      eventSource: 'aws:rmq',
      basicProperties: { headers: { traceparent: { bytes: [...Buffer.from(traceparent)] } } },
      data: base64('hello'),
    },
  };
}
