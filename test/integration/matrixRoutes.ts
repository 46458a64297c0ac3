import assert from 'node:assert/strict';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { forwardMessage, processMessage } from '../../src';
import type { CannedServer } from '../support/cannedServer';
import { event } from '../propagation/corpus';
import type { SqsWorld } from './sqsWorld';

/** Sends these bodies on their way, alone or in one batch, and tells where they arrive. */
export type Route = (
  bodies: readonly string[],
) => Promise<{ readonly queueUrl: string; readonly creators: ReadableSpan[] }>;

/** What is not the application's doing: services, and tests. */
export function untraced<T>(run: () => Promise<T>): Promise<T> {
  return context.with(suppressTracing(context.active()), run);
}

/** What producers use. */
export interface Producers {
  readonly world: SqsWorld;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
  /** The server of EventBridge. */
  readonly events: CannedServer;
}

/** Every way from a producer to a queue. */
export function routes({ world, sns, eventBridge, events }: Producers): Readonly<Record<string, Route>> {
  const { sqs, tracing } = world;

  const queue = (attributes?: Record<string, string>) => untraced(() => world.createQueue(attributes));
  const arnOf = async (url: string): Promise<string> => {
    const input = { QueueUrl: url, AttributeNames: ['QueueArn' as const] };
    return (await untraced(() => sqs.send(new GetQueueAttributesCommand(input)))).Attributes?.['QueueArn'] ?? '';
  };
  /** The spans that created the messages, in the order of their bodies. */
  const creators = (single: string, count: number) =>
    count === 1 ? tracing.spans(single) : tracing.spans().filter(({ name }) => name.startsWith('create '));

  const send = async (QueueUrl: string, bodies: readonly string[]): Promise<ReadableSpan[]> => {
    const Entries = bodies.map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
    const [MessageBody] = bodies;
    await (bodies.length === 1
      ? sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
      : sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    return creators('SQS.SendMessage', bodies.length);
  };

  const direct: Route = async (bodies) => {
    const queueUrl = await queue();
    return { queueUrl, creators: await send(queueUrl, bodies) };
  };

  const throughSns =
    (RawMessageDelivery: 'true' | 'false'): Route =>
    async (bodies) => {
      const queueUrl = await queue();
      const Endpoint = await arnOf(queueUrl);
      const Name = Endpoint.slice(Endpoint.lastIndexOf(':') + 1);
      const TopicArn = await untraced(async () => {
        const topic = await sns.send(new CreateTopicCommand({ Name }));
        const subscription = {
          TopicArn: topic.TopicArn,
          Protocol: 'sqs',
          Endpoint,
          Attributes: { RawMessageDelivery },
        };
        await sns.send(new SubscribeCommand(subscription));
        return topic.TopicArn;
      });
      const PublishBatchRequestEntries = bodies.map((Message, index) => ({ Id: `${index}`, Message }));
      const [Message] = bodies;
      await (bodies.length === 1
        ? sns.send(new PublishCommand({ TopicArn, Message }))
        : sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })));
      return { queueUrl, creators: creators('SNS.Publish', bodies.length) };
    };

  const throughEventBridge: Route = async (bodies) => {
    const queueUrl = await queue();
    events.reset();
    const Entries = bodies.map((body) => ({ Source: 'shop', DetailType: 'order', Detail: JSON.stringify({ body }) }));
    await eventBridge.send(new PutEventsCommand({ Entries }));
    // The service: an event of each entry, to the queue that a rule names.
    const put = events.body<{ Entries: { Detail: string }[] }>();
    await untraced(async () => {
      for (const { Detail } of put.Entries) {
        await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: event(JSON.parse(Detail)) }));
      }
    });
    const [span = assert.fail()] = tracing.spans('EventBridge.PutEvents');
    return { queueUrl, creators: bodies.map(() => span) };
  };

  /** Lets the server redrive: nobody deletes what was received once. */
  const redriven = async (bodies: readonly string[]) => {
    const queueUrl = await queue();
    const deadLetterTargetArn = await arnOf(queueUrl);
    const source = await queue({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
    const sent = await send(source, bodies);
    await untraced(async () => {
      assert.equal((await world.receive(source, { VisibilityTimeout: 0 })).length, bodies.length);
      assert.equal((await world.receive(source)).length, 0);
    });
    return { queueUrl, creators: sent, arn: deadLetterTargetArn };
  };

  const forwarded: Route = async (bodies) => {
    const [source, queueUrl] = [await queue(), await queue()];
    const sent = await send(source, bodies);
    for (const message of await world.receive(source)) {
      await processMessage(message, () => forwardMessage(sqs, message, { queueUrl, reason: 'poison' }));
    }
    return { queueUrl, creators: sent };
  };

  const moved: Route = async (bodies) => {
    const { creators: sent, arn: SourceArn } = await redriven(bodies);
    const queueUrl = await queue();
    const DestinationArn = await arnOf(queueUrl);
    await untraced(async () => {
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
      for (;;) {
        const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
        if (Results?.[0]?.Status === 'COMPLETED') return;
      }
    });
    return { queueUrl, creators: sent };
  };

  return {
    direct,
    'SNS, raw': throughSns('true'),
    'SNS, enveloped': throughSns('false'),
    'EventBridge envelope': throughEventBridge,
    'dead-letter queue by redrive': redriven,
    'dead-letter queue by forwardMessage': forwarded,
    'message move task': moved,
  };
}
