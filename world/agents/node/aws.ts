import { baggageSeen, isStock, produceIn } from './telemetry';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { processMessage } from '../../../src';
import type { Answer, Command } from '../../support/protocol';

type Service = 'sqs' | 'sns' | 'events';

export async function produce(command: Command): Promise<Partial<Answer>> {
  await produceIn(() => send(command));
  return {};
}

function send(command: Command): Promise<unknown> {
  const { route, queueUrl: QueueUrl, topicArn: TopicArn, count = 1 } = command;
  switch (route) {
    case 'sqs':
      return sendEach(command, count);
    case 'batch': {
      const Entries = [{ Id: '0', MessageBody: 'n:0' }];
      return new SQSClient(configOf(command, 'sqs')).send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
    case 'fifo': {
      const input = { QueueUrl, MessageBody: 'n:0', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
      return new SQSClient(configOf(command, 'sqs')).send(new SendMessageCommand(input));
    }
    case 'sns':
      return new SNSClient(configOf(command, 'sns')).send(new PublishCommand({ TopicArn, Message: 'n:0' }));
    default: {
      const Entries = [{ Source: 'shop', DetailType: 'order', Detail: '{"order":1}' }];
      return new EventBridgeClient(configOf(command, 'events')).send(new PutEventsCommand({ Entries }));
    }
  }
}

async function sendEach(command: Command, count: number): Promise<void> {
  const sqs = new SQSClient(configOf(command, 'sqs'));
  for (let index = 0; index < count; index++) {
    await sqs.send(new SendMessageCommand({ QueueUrl: command.queueUrl, MessageBody: `n:${index}` }));
  }
}

export async function consume(command: Command): Promise<Partial<Answer>> {
  const sqs = new SQSClient(configOf(command, 'sqs'));
  const { queueUrl: QueueUrl } = command;
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const bodies: string[] = [];
  let baggage: Record<string, string> = {};
  const handle = async ({ Body = '', ReceiptHandle }: Message): Promise<void> => {
    bodies.push(Body);
    baggage = baggageSeen();
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  };
  for (const message of Messages) await (isStock ? handle(message) : processMessage(message, handle));
  return { bodies, baggage };
}

function configOf({ endpoints }: Command, service: Service) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint: endpoints?.[service] ?? '', region: 'us-east-1', credentials, maxAttempts: 1 };
}
