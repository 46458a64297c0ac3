import { DeleteMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { processMessage, wrapSqsHandler } from '../../src';
import { asRecord } from '../process/lambda/lambdaWorld';
import { untraced } from './matrixRoutes';
import { handleOnce } from './sqsConsumerWorld';
import { type SqsWorld, queueName } from './sqsWorld';

/** Handles what is in a queue; `handle` is the application's part, told of each message's id and body. */
export type Consumption = (queueUrl: string, handle: (id: string, body: string) => Promise<void>) => Promise<unknown>;

/** Every way to consume a queue. */
export function consumptions(world: SqsWorld): Readonly<Record<string, Consumption>> {
  const { sqs } = world;
  const work = (QueueUrl: string, handle: (id: string, body: string) => Promise<void>) => (message: Message) =>
    processMessage(message, async ({ MessageId = '', Body = '', ReceiptHandle }) => {
      await handle(MessageId, Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    });

  return {
    async 'plain loop'(queueUrl, handle) {
      for (const message of await world.receive(queueUrl)) await work(queueUrl, handle)(message);
    },

    async 'Promise.all'(queueUrl, handle) {
      await Promise.all((await world.receive(queueUrl)).map(work(queueUrl, handle)));
    },

    'sqs-consumer, single': (queueUrl, handle) =>
      handleOnce({
        queueUrl,
        sqs,
        batchSize: 10,
        async handleMessage(message) {
          await handle(message.MessageId ?? '', message.Body ?? '');
          return message;
        },
      }),

    'sqs-consumer, batch': (queueUrl, handle) =>
      handleOnce({
        queueUrl,
        sqs,
        batchSize: 10,
        async handleMessageBatch(messages) {
          for (const message of messages) {
            await processMessage(message, () => handle(message.MessageId ?? '', message.Body ?? ''));
          }
          return messages;
        },
      }),

    async 'Lambda record'(queueUrl, handle) {
      // The service receives, in a process of its own.
      const messages = await untraced(() =>
        world.receive(queueUrl, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] }),
      );
      const arn = `arn:aws:sqs:us-east-1:000000000000:${queueName(queueUrl)}`;
      const handler = wrapSqsHandler(async ({ Records }: { Records: ReturnType<typeof asRecord>[] }) => {
        for (const record of Records) await processMessage(record, () => handle(record.messageId, record.body));
      });
      await handler({ Records: messages.map((message) => asRecord(message, arn)) });
    },
  };
}
