import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { TextMapPropagator } from '@opentelemetry/api';
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src';
import { type AwsServer, startAwsServer } from '../support/awsServer';
import { type Tracing, startTracing } from '../support/tracing';

/** A traced application with queues, in which a recipe is run. */
export interface RecipeWorld {
  readonly server: AwsServer;
  readonly tracing: Tracing;
  readonly instrumentation: SqsInstrumentation;
  readonly sqs: SQSClient;
  /** Creates a queue; gives its URL. */
  queue(name: string): Promise<string>;
  arnOf(queueUrl: string): Promise<string>;
  send(queueUrl: string, body: string): Promise<void>;
  /** All that is in a queue. */
  receive(queueUrl: string): Promise<Message[]>;
  receiveOne(queueUrl: string): Promise<Message>;
  /** The process spans so far, without those of whole batches. */
  processed(): ReadableSpan[];
  stop(): Promise<void>;
}

let count = 0;

export async function startRecipeWorld(
  options: { propagator?: TextMapPropagator; sampler?: Sampler } = {},
): Promise<RecipeWorld> {
  const server = await startAwsServer();
  const tracing = startTracing(options);
  const instrumentation = new SqsInstrumentation();
  const sqs = new SQSClient(server.clientConfig);
  const receive = async (QueueUrl: string): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages;
  };
  return {
    server,
    tracing,
    instrumentation,
    sqs,
    async queue(name) {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${count++}` }));
      return QueueUrl ?? assert.fail();
    },
    async arnOf(QueueUrl) {
      const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
      return asked.Attributes?.['QueueArn'] ?? assert.fail();
    },
    async send(QueueUrl, MessageBody) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
    receive,
    async receiveOne(queueUrl) {
      const [message, ...others] = await receive(queueUrl);
      assert.equal(others.length, 0);
      return message ?? assert.fail(`nothing in ${queueUrl}`);
    },
    processed: () =>
      tracing
        .spans()
        .filter(
          ({ name, attributes }) => name.startsWith('process ') && !('messaging.batch.message_count' in attributes),
        ),
    async stop() {
      sqs.destroy();
      instrumentation.disable();
      await tracing.stop();
      await server.stop();
    },
  };
}

export function idOf(span: ReadableSpan | undefined): string {
  return span?.spanContext().spanId ?? assert.fail('no such span');
}

/** Where a span's links lead to, and what they are. */
export function linksOf(span: ReadableSpan | undefined): unknown[] {
  const links = span?.links ?? assert.fail('no such span');
  return links.map(({ context, attributes }) => [context.spanId, attributes?.['relationship']]);
}

/** The span that a message says it was created by, as it is written in it. */
export function writtenIn(message: Message): string | undefined {
  return message.MessageAttributes?.['traceparent']?.StringValue?.split('-')[2];
}
