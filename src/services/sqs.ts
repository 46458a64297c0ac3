import { SpanKind } from '@opentelemetry/api';
import type * as SQS from '@aws-sdk/client-sqs';
import { forgetLimit, learnLimit, shapeOfBatch, shapeOfMessage } from '../propagation/messageLimits';
import { SQS_SHAPE } from '../propagation/messageShapes';
import { AWS_SQS, type MessagingRequest, type MessagingResponse, messagingSemconv } from '../semconv/messaging';
import { askForContext, asksForAll } from './contextQuery';
import { injectIntoBatch, injectIntoRequest } from './messageInjection';
import {
  batchFailure,
  batchResult,
  batchResults,
  capturedOnly,
  receivedMessage,
  sentMessage,
  sentResponse,
  totalBodySize,
} from './messages';
import { queueOf, queueOfArn } from './queue';
import { type OperationDefinition, type Settlement, defineService } from './service';
import { entriesNowIn, number, text } from '../values';

type Operation = OperationDefinition<MessagingRequest, MessagingResponse>;

const destination = (input: { QueueUrl?: string | undefined }): string | undefined => input.QueueUrl;

/** The host in the queue's URL. The SDK sends the request there unless `useQueueUrlAsEndpoint` is false. */
const server: NonNullable<Operation['server']> = (input: { QueueUrl?: string }, { useQueueUrlAsEndpoint }) =>
  useQueueUrlAsEndpoint === false ? undefined : queueOf(input.QueueUrl)?.host;

/** Any operation that names a queue by its URL. */
const onQueue: Operation = { destination, addressed: (queueUrl) => ({ destination: queueOf(queueUrl) }), server };

const sendMessage: Operation = {
  ...onQueue,
  kind: SpanKind.PRODUCER,
  messaging: 'send',
  request: (input: SQS.SendMessageCommandInput, options) => ({
    message: sentMessage(input, input.MessageBody, options),
  }),
  response: (output: SQS.SendMessageCommandOutput) => ({ sent: sentResponse(output) }),
  standard: {
    request: (input: SQS.SendMessageCommandInput, options) => ({ message: capturedOnly(input, options) }),
    response: (output: SQS.SendMessageCommandOutput) => ({ sent: sentResponse(output) }),
  },
  inject: (input: SQS.SendMessageCommandInput, contexts, options) =>
    injectIntoRequest(input, shapeOfMessage(SQS_SHAPE, input.QueueUrl, options), contexts),
};

const sendMessageBatch: Operation = {
  ...onQueue,
  kind: SpanKind.PRODUCER,
  messaging: 'send',
  request(input: SQS.SendMessageBatchCommandInput) {
    const entries = entriesNowIn<SQS.SendMessageBatchRequestEntry>(input.Entries);
    return {
      batch: { size: entries.length, totalBodySize: totalBodySize(entries, 'MessageBody') },
    };
  },
  create: (entry: SQS.SendMessageBatchRequestEntry, options) => ({
    message: sentMessage(entry, entry.MessageBody, options),
  }),
  response: (output: SQS.SendMessageBatchCommandOutput) => ({ batch: batchResult(output) }),
  standard: {
    request: sizeOfBatch,
    create: (entry: SQS.SendMessageBatchRequestEntry, options) => ({ message: capturedOnly(entry, options) }),
  },
  failure: (output: SQS.SendMessageBatchCommandOutput) => batchFailure(output, 'messages'),
  inject: (input: SQS.SendMessageBatchCommandInput, contexts, options) =>
    injectIntoBatch(input, shapeOfBatch(SQS_SHAPE, input.QueueUrl, options), contexts),
  batch: {
    entries: (input: SQS.SendMessageBatchCommandInput) => entriesNowIn(input.Entries),
    destinationName: (input: SQS.SendMessageBatchCommandInput) => queueOf(input.QueueUrl)?.name,
  },
  results: (output: SQS.SendMessageBatchCommandOutput) => batchResults(output),
};

function sizeOfBatch(input: { readonly Entries?: unknown }): MessagingRequest {
  return { batch: { size: entriesNowIn(input.Entries).length } };
}

const receiveMessage: Operation = {
  ...onQueue,
  messaging: 'receive',
  request: (input: SQS.ReceiveMessageCommandInput) => ({
    receive: {
      maxMessages: number(input.MaxNumberOfMessages),
      waitTimeSeconds: number(input.WaitTimeSeconds),
      visibilityTimeout: number(input.VisibilityTimeout),
    },
  }),
  response(output: SQS.ReceiveMessageCommandOutput, options, input: Partial<SQS.ReceiveMessageCommandInput> = {}) {
    const messages = entriesNowIn<SQS.Message>(output.Messages);
    const [first] = messages;
    if (first === undefined) return { received: { count: 0 } };
    return {
      received: {
        count: messages.length,
        totalBodySize: totalBodySize(messages, 'Body'),
        first: receivedMessage(first, options, asksForAll(input, options)),
      },
    };
  },
  standard: {
    response(output: SQS.ReceiveMessageCommandOutput, options) {
      const messages = entriesNowIn<SQS.Message>(output.Messages);
      const [only] = messages;
      if (only === undefined || messages.length > 1) return { received: { count: messages.length } };
      return { received: { count: 1, first: { id: text(only.MessageId), ...capturedOnly(only, options) } } };
    },
  },
  ask: askForContext,
  receives: (output: SQS.ReceiveMessageCommandOutput, input: SQS.ReceiveMessageCommandInput) => ({
    messages: entriesNowIn(output.Messages),
    queueUrl: input.QueueUrl,
    visibilityTimeout: number(input.VisibilityTimeout),
  }),
};

/** Most operations have only the URL of a queue. CreateQueue and GetQueueUrl have its name instead, move tasks an ARN. */
const queueIn = (input: { QueueUrl?: string; QueueName?: string; SourceArn?: string }): MessagingRequest => ({
  destination: queueOf(input.QueueUrl) ?? queueOfArn(input.SourceArn) ?? { name: text(input.QueueName) },
});

const anyOperation: Operation = { request: queueIn, standard: { request: queueIn }, server };

/** Of operations whose answer says which queue it is. */
const queueOut = (output: { QueueUrl?: string }): MessagingResponse => ({ destination: queueOf(output.QueueUrl) });

const getQueueUrl: Operation = {
  ...anyOperation,
  response: queueOut,
  standard: { request: queueIn, response: queueOut },
};

const createQueue: Operation = {
  ...getQueueUrl,
  learnFrom: (output: SQS.CreateQueueCommandOutput, input: SQS.CreateQueueCommandInput) =>
    learnLimit(output.QueueUrl, input.Attributes?.MaximumMessageSize),
};

const getQueueAttributes: Operation = {
  ...anyOperation,
  learnFrom: (output: SQS.GetQueueAttributesCommandOutput, input: SQS.GetQueueAttributesCommandInput) =>
    learnLimit(input.QueueUrl, output.Attributes?.MaximumMessageSize),
};

const setQueueAttributes: Operation = {
  ...anyOperation,
  learnFrom: (_output: object, input: SQS.SetQueueAttributesCommandInput) =>
    learnLimit(input.QueueUrl, input.Attributes?.MaximumMessageSize),
};

const deleteQueue: Operation = {
  ...anyOperation,
  learnFrom: (_output: object, input: SQS.DeleteQueueCommandInput) => forgetLimit(input.QueueUrl),
};

const DELETE = 'delete';
const CHANGE_VISIBILITY = 'change_visibility';

const settle = (messagingName: string, settles: NonNullable<Operation['settles']>): Operation => ({
  ...onQueue,
  messaging: 'settle',
  messagingName,
  settles,
});

const settleBatch = (messagingName: string, settles: (entry: SettleEntry) => Settlement): Operation => ({
  ...onQueue,
  messaging: 'settle',
  messagingName,
  request: sizeOfBatch,
  standard: { request: sizeOfBatch },
  response: (output: SQS.DeleteMessageBatchCommandOutput) => ({ batch: batchResult(output) }),
  failure: (output: SQS.DeleteMessageBatchCommandOutput) => batchFailure(output, 'messages'),
  results: (output: SQS.DeleteMessageBatchCommandOutput) => batchResults(output),
  settles: (input: SQS.DeleteMessageBatchCommandInput) => entriesNowIn<SettleEntry>(input.Entries).map(settles),
});

type SettleEntry = SQS.ChangeMessageVisibilityBatchRequestEntry;
const deleted = (entry: Pick<SettleEntry, 'ReceiptHandle'> & { Id?: string | undefined }): Settlement => ({
  receiptHandle: String(entry.ReceiptHandle),
  outcome: 'deleted',
  id: entry.Id,
});
const visibilityChanged = (entry: Omit<SettleEntry, 'Id'> & { Id?: string | undefined }): Settlement => ({
  receiptHandle: String(entry.ReceiptHandle),
  outcome: entry.VisibilityTimeout === 0 ? 'released' : 'extended',
  id: entry.Id,
  visibilityTimeout: number(entry.VisibilityTimeout),
});

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
export const sqs = defineService<MessagingRequest, MessagingResponse>({
  id: 'SQS',
  semconv: messagingSemconv(AWS_SQS),
  operations: {
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    ReceiveMessage: receiveMessage,
    DeleteMessage: settle(DELETE, (input: SQS.DeleteMessageCommandInput) => [deleted(input)]),
    DeleteMessageBatch: settleBatch(DELETE, deleted),
    ChangeMessageVisibility: settle(CHANGE_VISIBILITY, (input: SQS.ChangeMessageVisibilityCommandInput) => [
      visibilityChanged(input),
    ]),
    ChangeMessageVisibilityBatch: settleBatch(CHANGE_VISIBILITY, visibilityChanged),
    CreateQueue: createQueue,
    GetQueueAttributes: getQueueAttributes,
    GetQueueUrl: getQueueUrl,
    SetQueueAttributes: setQueueAttributes,
    DeleteQueue: deleteQueue,
  },
  others: anyOperation,
});
