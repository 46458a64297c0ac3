import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Queue } from './queues';
import { repeat } from './repeat';
import type { Running, Shop } from './shop';

/** What a Lambda function gets: `SQSRecord` of @types/aws-lambda has more. */
export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, { readonly dataType: string; readonly stringValue?: string }>>;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
}

export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

export interface SqsResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** What AWS does between a queue and a Lambda function; not a part of the application, and not traced. */
export function startEventSource(
  { sqs }: Shop,
  queue: Queue,
  invoke: (event: SqsEvent) => Promise<SqsResponse>,
): Running {
  const QueueUrl = queue.url;
  return repeat(async () => {
    const names = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, ...names });
    const { Messages = [] } = await asAws(() => sqs.send(receive));
    if (Messages.length === 0) return;
    const { batchItemFailures } = await invoke({ Records: Messages.map((message) => recordOf(message, queue.arn)) });
    const failed = new Set(batchItemFailures.map((failure) => failure.itemIdentifier));
    for (const { MessageId = '', ReceiptHandle } of Messages) {
      if (!failed.has(MessageId)) await asAws(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
    }
  });
}

function asAws<Result>(call: () => Promise<Result>): Promise<Result> {
  return context.with(suppressTracing(context.active()), call);
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
    eventSource: 'aws:sqs',
    eventSourceARN,
  };
}
