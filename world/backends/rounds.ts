import { CreateTableCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { setTimeout as delay } from 'node:timers/promises';
import { forwardMessage, processMessage } from '../../src';
import { startAwsServer } from '../../test/support/awsServer';
import { startDynamo } from '../../test/support/dynamo';
import { DEAD_LETTER_QUEUE, QUEUE, REASON, TABLE } from './names';

/** What one round made: what metrics and spans have to tell. */
export interface Round {
  readonly sent: number;
  readonly refused: number;
  readonly delivered: number;
  readonly processed: number;
  readonly failed: number;
  readonly overruns: number;
  readonly forwarded: number;
  readonly dropped: number;
  readonly throttled: number;
  /** Of the message that went to the dead-letter queue. */
  readonly deadLetterId: string;
  /** Messages that can be received, by queue, as SQS tells it. */
  readonly waiting: Readonly<Record<string, number>>;
}

const VISIBILITY_SECONDS = 1;
const TOO_LONG_MILLIS = 1_200;

/** Servers that stand in for AWS, with queues and a table, and a worker that has everything happen to it once a round. */
export async function openWorkshop(): Promise<{ round(): Promise<Round>; close(): Promise<void> }> {
  const [server, dynamo] = await Promise.all([startAwsServer(), startDynamo()]);
  const sqs = new SQSClient({ ...server.clientConfig, maxAttempts: 1 });
  const db = new DynamoDBClient(dynamo.clientConfig);
  const create = async (QueueName: string): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const [QueueUrl, deadLetterUrl] = await untraced(async () => [await create(QUEUE), await create(DEAD_LETTER_QUEUE)]);
  await untraced(() => db.send(newTable));

  const send = async (): Promise<void> => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'fine' }));
    // SQS refuses the last one alone: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    const bodies = ['slow', 'poison', '\u0001'];
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const MessageAttributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'x' }]),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'full', MessageAttributes }));
  };
  const fail = async (): Promise<void> => {
    const MessageBody = 'too many';
    server.failNext({ operation: 'SendMessage', status: 400, code: 'RequestThrottled' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })).catch(() => {});
    await db.send(new QueryCommand({ TableName: 'nowhere', ...anyKey })).catch(() => {});
  };
  const handle = async (message: Message): Promise<void> => {
    if (message.Body === 'slow') await delay(TOO_LONG_MILLIS);
    if (message.Body === 'poison') throw new RangeError('poison');
    await db.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: message.MessageId ?? '' } } }));
  };
  const remove = (message: Message): Promise<unknown> =>
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));

  return {
    async round() {
      await send();
      await fail();
      const receive = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: VISIBILITY_SECONDS };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
      let deadLetterId = '';
      // The slow one last: it must not make the others late.
      for (const message of Messages.toSorted((a, b) => Number(a.Body === 'slow') - Number(b.Body === 'slow'))) {
        await processMessage(message, async () => {
          await handle(message);
          await remove(message);
        }).catch(async (error: unknown) => {
          deadLetterId = message.MessageId ?? '';
          await forwardMessage(sqs, message, { queueUrl: deadLetterUrl ?? '', reason: REASON, error });
          await remove(message);
        });
      }
      return { ...ROUND, delivered: Messages.length, deadLetterId, waiting: await waiting() };
    },
    async close() {
      sqs.destroy();
      db.destroy();
      await Promise.all([server.stop(), dynamo.stop()]);
    },
  };

  /** As an exporter of CloudWatch would ask: not the application, and not traced. */
  async function waiting(): Promise<Round['waiting']> {
    const counts = [QueueUrl, deadLetterUrl].map(async (url) => {
      const ask = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] });
      const { Attributes = {} } = await untraced(() => sqs.send(ask));
      return [url?.split('/').at(-1) ?? '', Number(Attributes['ApproximateNumberOfMessages'])] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  }
}

const ROUND = {
  sent: 4,
  refused: 1,
  processed: 4,
  failed: 1,
  overruns: 1,
  forwarded: 1,
  dropped: 1,
  throttled: 1,
};

const newTable = new CreateTableCommand({
  TableName: TABLE,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
});
const anyKey = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': { S: '1' } } };

function untraced<T>(work: () => Promise<T>): Promise<T> {
  return context.with(suppressTracing(context.active()), work);
}
