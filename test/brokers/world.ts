import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { type Tracing, startTracing } from '../support/tracing';
import { stock } from './clients';

/** A traced application with queues of SQS beside its broker. */
export interface BrokerWorld {
  readonly tracing: Tracing;
  readonly sqs: SQSClient;
  createQueue(name: string): Promise<string>;
  receive(queueUrl: string): Promise<Message>;
  stop(): Promise<void>;
}

export async function startBrokerWorld(): Promise<BrokerWorld> {
  const aws: AwsServer = await startAwsServer();
  const tracing = startTracing();
  for (const instrumentation of Object.values(stock)) {
    instrumentation.disable();
    instrumentation.setTracerProvider(tracing.provider);
  }
  const instrumentation = new SqsInstrumentation();
  const sqs = new SQSClient(aws.clientConfig);
  return {
    tracing,
    sqs,
    async createQueue(name) {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
      return QueueUrl ?? '';
    },
    async receive(QueueUrl) {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      const [message] = Messages ?? [];
      if (message === undefined) throw new Error(`no message in ${QueueUrl}`);
      return message;
    },
    async stop() {
      sqs.destroy();
      instrumentation.disable();
      await tracing.stop();
      await aws.stop();
    },
  };
}

export function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

/** Where a span's links lead to, and what they are. */
export function linksOf(span: ReadableSpan): unknown[] {
  return span.links.map(({ context, attributes }) => [context.spanId, attributes?.['relationship']]);
}

/** Polls until something is there. */
export async function until<T>(what: string, find: () => T | undefined): Promise<T> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  throw new Error(`${what}: not within a minute`);
}
