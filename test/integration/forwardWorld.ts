import assert from 'node:assert/strict';
import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { type ForwardOptions, type ForwardResult, forwardMessage, processMessage } from '../../src';
import type { SqsBody } from '../support/strictMessages';
import { useWorld } from '../support/useWorld';
import { type SqsWorld, bodyOf, inTrace, queueName, startSqsWorld } from './sqsWorld';

export const ALL = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };

/** An application that forwards messages from one queue to another, both new for each test. */
export interface ForwardWorld {
  readonly world: SqsWorld;
  /** The queue of the producer; may be replaced, as the other one. */
  source: string;
  target: string;
  /** The next message of a queue, with all that there is of it. */
  readonly receive: (from?: string) => Promise<Message>;
  /** A message that a producer sent, and the producer's span. */
  readonly produced: (input?: object) => Promise<{ message: Message; creation: SpanContext }>;
  /** Forwards a message while it is processed. */
  readonly forward: (message: object, options?: Partial<ForwardOptions>) => Promise<ForwardResult>;
  /** What was sent in the place of the message. */
  readonly wire: () => SqsBody;
  readonly attempt: () => ReadableSpan;
}

export function useForwardWorld(): ForwardWorld {
  const world = useWorld(startSqsWorld);
  const own: ForwardWorld = {
    world,
    source: '',
    target: '',
    async receive(from = own.source) {
      const [message = assert.fail()] = await world.receive(from, ALL);
      return message;
    },
    async produced(input = {}) {
      const command = new SendMessageCommand({ QueueUrl: own.source, MessageBody: 'x', ...input });
      await inTrace('producer', () => world.sqs.send(command));
      const message = await own.receive();
      const creation = world.tracing.span('SQS.SendMessage').spanContext();
      world.reset();
      return { message, creation };
    },
    forward: (message, options = {}) =>
      processMessage(message, () => forwardMessage(world.sqs, message, { queueUrl: own.target, ...options })),
    wire: () => bodyOf(world.server.sent('SendMessage')[0]),
    attempt: () => world.tracing.span(`process ${queueName(own.source)}`),
  };
  beforeEach(async () => {
    own.source = await world.createQueue();
    own.target = await world.createQueue();
  });
  return own;
}
