import { createHash } from 'node:crypto';
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  type SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { processMessage } from '../../src';

/** What an application works with; the name is its own, for queues and topics. */
export interface Bench {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly name: string;
  /** Runs a step and notes its outcome; undefined where it failed. */
  readonly step: <T>(run: () => Promise<T>) => Promise<T | undefined>;
}

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

async function queue({ sqs, name, step }: Bench, Attributes?: Record<string, string>): Promise<string> {
  const QueueName = Attributes?.['FifoQueue'] === undefined ? name : `${name}.fifo`;
  const created = await step(() => sqs.send(new CreateQueueCommand({ QueueName, ...(Attributes && { Attributes }) })));
  return created?.QueueUrl ?? '';
}

/** Notes the bodies, and the attributes that the application has asked for. */
async function receive(
  { sqs, step }: Bench,
  QueueUrl: string,
  input: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message[]> {
  let received: Message[] = [];
  await step(async () => {
    const all = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0, ...input };
    received = (await sqs.send(new ReceiveMessageCommand(all))).Messages ?? [];
    const asked = input.MessageAttributeNames ?? [];
    return received
      .map(({ Body = '', MD5OfBody, MessageAttributes = {} }) => ({
        Body,
        isWhole: MD5OfBody === createHash('md5').update(Body).digest('hex'),
        own: asked.map((wanted) => MessageAttributes[wanted]?.StringValue),
      }))
      .toSorted((a, b) => (messageIn(a.Body) < messageIn(b.Body) ? -1 : 1));
  });
  return received;
}

/** What was published, where the body is an envelope of SNS. */
function messageIn(body: string): string {
  return body.startsWith('{') ? String((JSON.parse(body) as { Message?: string }).Message) : body;
}

/** What applications do; each step's outcome has to be the same with and without this package. */
export const FLOWS: Readonly<Record<string, (bench: Bench) => Promise<unknown>>> = {
  async 'one message'(bench) {
    const { sqs, step } = bench;
    const QueueUrl = await queue(bench);
    await step(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'plain' })));
    for (const { ReceiptHandle } of await receive(bench, QueueUrl)) {
      await step(() => sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 })));
      await step(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
    }
    await receive(bench, QueueUrl);
    await step(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
  },

  async 'attributes of its own, up to ten'(bench) {
    const { sqs, step } = bench;
    const QueueUrl = await queue(bench);
    for (const count of [1, 9, 10]) {
      const MessageAttributes = Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`a${at}`, attribute('v')]),
      );
      const input = Object.freeze({ QueueUrl, MessageBody: `with ${count}`, MessageAttributes });
      await step(() => sqs.send(new SendMessageCommand(input)));
    }
    const MessageAttributeNames = Array.from({ length: 10 }, (_, at) => `a${at}`);
    await receive(bench, QueueUrl, { MessageAttributeNames });
  },

  async batches(bench) {
    const { sqs, step } = bench;
    const QueueUrl = await queue(bench);
    const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: `body ${Id}` }));
    await step(() => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    const messages = await receive(bench, QueueUrl);
    const handles = messages.map(({ ReceiptHandle }, at) => ({ Id: `m${at}`, ReceiptHandle }));
    const later = handles.map((entry) => ({ ...entry, VisibilityTimeout: 30 }));
    await step(() => sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: later })));
    await step(() => sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles })));
    await step(() => sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [] })));
    await step(() => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })));
    const twice = ['a', 'a'].map((Id) => ({ Id, MessageBody: 'x' }));
    await step(() => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: twice })));
  },

  async FIFO(bench) {
    const { sqs, step } = bench;
    const QueueUrl = await queue(bench, { FifoQueue: 'true' });
    for (const id of ['1', '1', '2']) {
      const fifo = { MessageGroupId: 'g', MessageDeduplicationId: id };
      await step(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `body ${id}`, ...fifo })));
    }
    await receive(bench, QueueUrl);
    await step(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'without a group' })));
  },

  async 'redrive to a dead-letter queue'(bench) {
    const { sqs, step, name } = bench;
    const dead = await queue({ ...bench, name: `${name}-dead` });
    const found = await step(async () => {
      const input = { QueueUrl: dead, AttributeNames: ['QueueArn' as const] };
      return (await sqs.send(new GetQueueAttributesCommand(input))).Attributes;
    });
    const policy = { deadLetterTargetArn: found?.['QueueArn'], maxReceiveCount: 1 };
    const QueueUrl = await queue(bench, { RedrivePolicy: JSON.stringify(policy), VisibilityTimeout: '0' });
    await step(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' })));
    await receive(bench, QueueUrl);
    await receive(bench, QueueUrl);
    await receive(bench, dead);
  },

  async 'what fails'(bench) {
    const { sqs, step, name } = bench;
    const QueueUrl = await queue(bench);
    await step(() => sqs.send(new GetQueueUrlCommand({ QueueName: `${name}-none` })));
    await step(() => sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-none`, MessageBody: 'x' })));
    await step(() => sqs.send(new ReceiveMessageCommand({ QueueUrl: `${QueueUrl}-none` })));
    await step(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '' })));
    await step(() => sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 })));
    await step(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' })));
    await step(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: undefined })));
  },

  async queues(bench) {
    const { sqs, step, name } = bench;
    const QueueUrl = await queue(bench);
    await step(() => sqs.send(new ListQueuesCommand({ QueueNamePrefix: name })));
    await step(async () => {
      const input = { QueueUrl, AttributeNames: ['VisibilityTimeout' as const, 'QueueArn' as const] };
      return (await sqs.send(new GetQueueAttributesCommand(input))).Attributes;
    });
    await step(() => sqs.send(new PurgeQueueCommand({ QueueUrl })));
  },

  async 'SNS, raw and enveloped'(bench) {
    const { sqs, sns, step, name } = bench;
    const QueueUrl = await queue(bench);
    const input = { QueueUrl, AttributeNames: ['QueueArn' as const] };
    const Endpoint = (await sqs.send(new GetQueueAttributesCommand(input))).Attributes?.['QueueArn'];
    for (const RawMessageDelivery of ['true', 'false']) {
      const created = await step(() => sns.send(new CreateTopicCommand({ Name: `${name}-${RawMessageDelivery}` })));
      const TopicArn = created?.TopicArn;
      await step(async () => {
        const Attributes = { RawMessageDelivery };
        await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
      });
      const MessageAttributes = { kind: attribute('order') };
      await step(() =>
        sns.send(new PublishCommand({ TopicArn, Message: `raw ${RawMessageDelivery}`, MessageAttributes })),
      );
      const PublishBatchRequestEntries = ['a', 'b'].map((Id) => ({ Id, Message: `batch ${Id}` }));
      await step(() => sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })));
      await receive(bench, QueueUrl, { MessageAttributeNames: ['kind'] });
    }
  },

  async 'a relay that copies attributes'(bench) {
    const { sqs, step, name } = bench;
    const [from, to] = [await queue(bench), await queue({ ...bench, name: `${name}-to` })];
    const MessageAttributes = { kind: attribute('order') };
    await step(() => sqs.send(new SendMessageCommand({ QueueUrl: from, MessageBody: 'x', MessageAttributes })));
    for (const message of await receive(bench, from, { MessageAttributeNames: ['kind'] })) {
      const { Body: MessageBody, MessageAttributes: attributes } = message;
      const copy = { QueueUrl: to, MessageBody, MessageAttributes: attributes };
      await step(async () => await processMessage(message, () => sqs.send(new SendMessageCommand(copy))));
    }
    await receive(bench, to, { MessageAttributeNames: ['kind'] });
  },
};
