import type { Options } from '../options';

/** When the `AWSTraceHeader` system attribute is written. */
type TraceHeaderPolicy = Options['awsTraceHeader'];

/** How a service of AWS takes messages: one as its input, or several in a list. */
export interface MessageShape {
  /** The member that holds the body of a message. */
  readonly body: string;
  /** The member that holds the messages of a batch. */
  readonly list: string;
  /** The members of a request that name where its messages go. */
  readonly destination: readonly string[];
  /** The most attributes that a message can have. */
  readonly maxAttributes: number;
  /** Whether the service itself rejects a message that has more. */
  readonly rejectsMore: boolean;
  /** The most bytes of a request: bodies and attributes of all its messages. */
  readonly maxSize: number;
  /** The most bytes of one message, where that is another limit than that of its request. */
  readonly maxMessageSize?: number | undefined;
  /** The policy where no option sets one; `never` where a message has no place for the header. */
  readonly traceHeader: TraceHeaderPolicy;
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const SQS_SHAPE: MessageShape = {
  body: 'MessageBody',
  list: 'Entries',
  destination: ['QueueUrl'],
  maxAttributes: 10,
  rejectsMore: true,
  maxSize: 1_048_576,
  traceHeader: 'overflow',
};

/**
 * SNS takes more attributes, but a subscription with raw delivery loses a message that has more than SQS takes.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export const SNS_SHAPE: MessageShape = {
  body: 'Message',
  list: 'PublishBatchRequestEntries',
  destination: ['TopicArn', 'TargetArn'],
  maxAttributes: 10,
  rejectsMore: false,
  maxSize: 262_144,
  traceHeader: 'never',
};

/**
 * A record is its data and its key. A stream takes one mebibyte, or more where somebody has raised its limit; a request
 * was half as large until 2025.
 * @see https://docs.aws.amazon.com/streams/latest/dev/large-records.html
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export const KINESIS_SHAPE = { maxRecordSize: 1_048_576, formerMaxSize: 5_242_880, maxSize: 10_485_760 } as const;

/**
 * The size of a whole PutEvents request.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
 */
export const EVENTBRIDGE_SHAPE = { maxSize: 1_048_576 } as const;
