import { DeleteMessageCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from './cloud';
import { untraced } from './untraced';

/** What a Lambda function gets: `SQSRecord` of @types/aws-lambda has more. */
export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, { readonly dataType: string; readonly stringValue: string }>>;
  readonly eventSourceARN: string;
}

export type LambdaHandler = (event: {
  readonly Records: readonly SqsRecord[];
}) => Promise<{ readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }>;

/** What AWS does between a queue and a function: waits for a message, invokes, and deletes what did not fail. */
export async function deliverOnce(
  sqs: SQSClient,
  { url: QueueUrl, arn }: Queue,
  handler: LambdaHandler,
): Promise<void> {
  const names = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
  const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, ...names });
  const { Messages = [] } = await untraced(() => sqs.send(receive));
  const { batchItemFailures } = await handler({ Records: Messages.map((message) => recordOf(message, arn)) });
  for (const { MessageId, ReceiptHandle } of Messages) {
    if (batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === MessageId)) continue;
    await untraced(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
  }
}

function recordOf(message: Message, eventSourceARN: string): SqsRecord {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, { DataType = '', StringValue = '' }]) => [name, { dataType: DataType, stringValue: StringValue }] as const,
  );
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes },
    messageAttributes: Object.fromEntries(attributes),
    eventSourceARN,
  };
}
