import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startAwsServer } from '../../test/support/awsServer';
import { startEventBridge } from '../support/eventBridge';
import type { Command } from '../support/protocol';
import { ROUTES, type RouteName } from './counterparts';

/** Where a message is sent to and received from. */
type Way = Pick<Command, 'route' | 'queueUrl' | 'topicArn' | 'endpoints'>;

/** The AWS that all agents share, and its resources, made by somebody who traces nothing. */
export interface Bench {
  open(route: RouteName): Promise<Way>;
  /** The one message in a queue, with everything; it stays there. */
  peek(queueUrl: string): Promise<Message>;
  close(way: Way): Promise<void>;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const server = await startAwsServer();
  const sqs = new SQSClient(server.clientConfig);
  const sns = new SNSClient(server.clientConfig);
  const events = await startEventBridge(sqs);
  const endpoints = { sqs: server.endpoint, sns: server.endpoint, events: events.endpoint };

  const subscribe = async (QueueUrl: string, Name: string, raw: boolean): Promise<string> => {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name }));
    const settings = { RawMessageDelivery: String(raw) };
    const target = { TopicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'], Attributes: settings };
    await sns.send(new SubscribeCommand(target));
    return TopicArn;
  };

  return {
    async open(route) {
      const name = randomUUID();
      const fifo = route === 'SQS FIFO';
      const Attributes = fifo ? { FifoQueue: 'true' } : undefined;
      const created = await sqs.send(new CreateQueueCommand({ QueueName: fifo ? `${name}.fifo` : name, Attributes }));
      const queueUrl = created.QueueUrl ?? '';
      const way = { route: ROUTES[route], queueUrl, endpoints };
      if (route === 'EventBridge') events.target(queueUrl);
      return route.startsWith('SNS') ? { ...way, topicArn: await subscribe(queueUrl, name, route === 'SNS raw') } : way;
    },
    async peek(QueueUrl) {
      const all = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, ...all }));
      const [message] = Messages ?? [];
      if (message === undefined) throw new Error(`no message in ${QueueUrl}`);
      return message;
    },
    async close({ queueUrl }) {
      await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
    },
    async stop() {
      sqs.destroy();
      sns.destroy();
      await events.stop();
      await server.stop();
    },
  };
}
