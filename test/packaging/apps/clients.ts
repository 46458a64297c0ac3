// What an application writes with clients installed; compiled, never run.
import { S3Client } from '@aws-sdk/client-s3';
import { SNS, SNSClient } from '@aws-sdk/client-sns';
import { type Message, SQS, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConfirmChannel, Channel } from 'amqplib';
import type { Handler, SNSEvent, SNSHandler, SQSEvent, SQSHandler } from 'aws-lambda';
import type { Producer } from 'kafkajs';
import {
  forwardMessage,
  instrumentClient,
  wrapHandler,
  wrapMessageHandler,
  wrapSqsHandler,
} from 'opentelemetry-instrumentation-sqs';

declare const message: Message;
declare const channel: Channel;
declare const confirmed: ConfirmChannel;
declare const producer: Producer;
const queue = { queueUrl: 'https://example.com/1/dead' };
const topic = { topic: 'dead' };
const route = { routingKey: 'dead' };

export const sqs: SQSClient = instrumentClient(new SQSClient({}));
export const documents = instrumentClient(DynamoDBDocumentClient.from(new DynamoDBClient({})));
// @ts-expect-error: no client
instrumentClient({});

export const forwarded = [
  forwardMessage(sqs, message, queue),
  forwardMessage(new SQS({}), message, queue),
  forwardMessage(producer, message, topic),
  forwardMessage(channel, message, route),
  forwardMessage(confirmed, message, route),
];
// @ts-expect-error: SNS sends no message of SQS
void forwardMessage(new SNSClient({}), message, queue);
// @ts-expect-error: nor does its other client
void forwardMessage(new SNS({}), message, queue);
// @ts-expect-error: nor does S3
void forwardMessage(new S3Client({}), message, queue);
// @ts-expect-error: a producer has topics
void forwardMessage(producer, message, queue);
// @ts-expect-error: a client of SQS has queues
void forwardMessage(sqs, message, topic);
// @ts-expect-error: a client of SQS has no exchange
void forwardMessage(sqs, message, route);
// @ts-expect-error: a producer has no exchange
void forwardMessage(producer, message, route);
// @ts-expect-error: a channel has no queue URL
void forwardMessage(channel, message, queue);
// @ts-expect-error: one message, not a list
void forwardMessage(sqs, [message], queue);

export const consuming = channel.consume(
  'orders',
  // oxlint-disable-next-line typescript/no-misused-promises -- as applications write it
  wrapMessageHandler(async (delivery) => {
    if (delivery === null) return;
    channel.ack(delivery);
  }),
);
export const handler: SQSHandler = wrapSqsHandler(async (event) => ({
  batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
}));
export const untyped = wrapSqsHandler(async (event) => event.Records.map(({ body }) => body.length));
export const called = async (event: SQSEvent): Promise<number[]> => untyped(event);
// The event of an unknown source is unknown until somebody names it.
export const anything: Handler = wrapHandler(async (event) => typeof event);
// @ts-expect-error: nobody knows what is in it
export const assumed = wrapHandler(async (event) => event.Records);
export const notified: SNSHandler = wrapHandler(async (event: SNSEvent, context) => {
  for (const { Sns } of event.Records) void [Sns.Message, context];
});
export const answered: (event: SNSEvent) => Promise<number> = wrapHandler(
  async (event: SNSEvent) => event.Records.length,
);
