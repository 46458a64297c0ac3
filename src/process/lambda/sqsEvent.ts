/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface SqsEvent {
  Records: SqsEventRecord[];
}

/** A message as Lambda gives it to a function. `SQSRecord` of `@types/aws-lambda` is the same. */
export interface SqsEventRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: {
    AWSTraceHeader?: string | undefined;
    ApproximateReceiveCount: string;
    SentTimestamp: string;
    SenderId: string;
    ApproximateFirstReceiveTimestamp: string;
    SequenceNumber?: string | undefined;
    MessageGroupId?: string | undefined;
    MessageDeduplicationId?: string | undefined;
    DeadLetterQueueSourceArn?: string | undefined;
  };
  messageAttributes: Record<string, SqsEventAttribute>;
  md5OfBody: string;
  md5OfMessageAttributes?: string | undefined;
  eventSource: string;
  eventSourceARN: string;
  awsRegion: string;
}

export interface SqsEventAttribute {
  stringValue?: string | undefined;
  binaryValue?: string | undefined;
  stringListValues?: string[] | undefined;
  binaryListValues?: string[] | undefined;
  dataType: string;
}
