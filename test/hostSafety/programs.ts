import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import {
  Traced,
  extractMessageContext,
  forwardMessage,
  injectMessageContext,
  processBatch,
  processMessage,
  traced,
  wrapBatchHandler,
  wrapMessageHandler,
  wrapSqsHandler,
} from '../../src';
import { eachMessagePayload, rabbitMessage } from '../process/brokers/messages';

/** What programs work with. */
export interface World {
  readonly client: SQSClient;
  /** One that `instrumentClient` was given. */
  readonly instrumented: SQSClient;
  readonly s3: S3Client;
  /** The SDK's helpers, as a module exports them. */
  readonly helpers: {
    createPaginator(client: object, handler: () => unknown): () => AsyncGenerator;
    createWaiter(options: object, input: object, handler: () => unknown): Promise<unknown>;
  };
}

export type Program = (world: World) => unknown;

/** What handlers give: the very same object has to come back. */
export const RESULT: object = { any: 'thing' };

const QueueUrl = 'http://127.0.0.1/123456789012/jobs';
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function message(id: string): object {
  return {
    MessageId: id,
    ReceiptHandle: `handle of ${id}`,
    Body: 'x',
    Attributes: { SentTimestamp: '1767225600000', ApproximateReceiveCount: '2' },
    MessageAttributes: { traceparent: { DataType: 'String', StringValue: traceparent } },
  };
}

const MESSAGES = ['a', 'b', 'c'].map(message);
const RECORDS = MESSAGES.map((_, index) => ({
  messageId: `record-${index}`,
  receiptHandle: `handle ${index}`,
  body: 'x',
  messageAttributes: {},
  eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:jobs',
}));
const EVENT = { Records: RECORDS };
const KAFKA = eachMessagePayload({ headers: { traceparent: Buffer.from(traceparent) } });
const RABBIT = rabbitMessage({ headers: { traceparent } });

const throwing = (): never => {
  throw new Error('thrown by a list');
};

/** Every public function around a handler: what that gives, and what it throws, comes out. */
export const AROUND_HANDLERS: Readonly<Record<string, (handler: () => unknown, world: World) => unknown>> = {
  'processMessage of SQS': (handler) => processMessage(MESSAGES[0], handler),
  'processMessage of Kafka': (handler) => processMessage(KAFKA, handler),
  'processMessage of RabbitMQ': (handler) => processMessage(RABBIT, handler),
  processBatch: (handler) => processBatch(MESSAGES, handler),
  'processBatch of a list that throws': (handler) => processBatch(new Proxy(MESSAGES, { has: throwing }), handler),
  'processBatch, one by one': (handler) => processBatch(MESSAGES, handler, { sequential: true }),
  wrapMessageHandler: (handler) => wrapMessageHandler(handler)(MESSAGES[0]),
  wrapBatchHandler: (handler) => wrapBatchHandler(handler)([...MESSAGES]),
  'processMessage in wrapBatchHandler': (handler) =>
    wrapBatchHandler(() => processMessage(MESSAGES[1], handler))([...MESSAGES]),
  wrapSqsHandler: (handler) => wrapSqsHandler((_event: object) => handler(), { flushTimeout: 100 })(EVENT),
  'processMessage in wrapSqsHandler': (handler) =>
    wrapSqsHandler((_event: object) => processMessage(RECORDS[0], handler), { flushTimeout: 100 })(EVENT),
  traced: (handler) => traced(handler, { captureArguments: true, captureResult: true })(),
  '@Traced': (handler) => {
    class Orders {
      @Traced()
      place(): unknown {
        return handler();
      }
    }
    return new Orders().place();
  },
  'traced of a generator': (handler) => {
    const steps = traced(function* steps() {
      yield 1;
      return handler();
    })();
    steps.next();
    return steps.next().value;
  },
  'traced of an async generator': async (handler) => {
    const steps = traced(async function* steps() {
      yield 1;
      return await handler();
    })();
    await steps.next();
    return (await steps.next()).value;
  },
  'traced around processMessage': (handler) => traced(() => processMessage(MESSAGES[2], handler))(),
  'Upload.done': (handler, { s3 }) => {
    const upload = new Upload({ client: s3, params: { Bucket: 'b', Key: 'k', Body: 'x' } });
    // What it does inside, the application may override.
    Object.assign(upload, { __doMultipartUpload: async () => handler() });
    return upload.done();
  },
  'a waiter': (handler, { helpers }) => helpers.createWaiter({}, {}, handler),
  'a paginator': async (handler, { helpers }) => {
    const pages = helpers.createPaginator({}, handler)();
    return (await pages.next()).value;
  },
  'forwardMessage to SQS': (handler) =>
    forwardMessage({ send: async () => handler() }, message('f'), { queueUrl: QueueUrl, error: 'e' }),
  'forwardMessage in processMessage': (handler) =>
    processMessage(MESSAGES[1], () =>
      forwardMessage({ send: async () => handler() }, message('h'), { topic: 'dead', reason: 'poison' }),
    ),
  'forwardMessage to Kafka': (handler) =>
    forwardMessage({ send: async () => handler() }, KAFKA, { topic: 'dead', reason: 'poison' }),
  'forwardMessage to RabbitMQ': (handler) =>
    forwardMessage({ publish: () => isTrue(handler()) }, RABBIT, { routingKey: 'dead' }),
};

/** Channels of amqplib promise nothing. */
function isTrue(given: unknown): boolean {
  if (given instanceof Promise) given.catch(() => undefined);
  return given === true;
}

/** Those that take no handler. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  send: ({ client }) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
  'send of a batch': ({ client }) =>
    client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] })),
  'send that fails': ({ client }) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'refused' })),
  'send of an instrumented client': ({ instrumented }) =>
    instrumented.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
  'send of a forward': ({ client }) => forwardMessage(client, message('g'), { queueUrl: QueueUrl }),
  'extractMessageContext of SQS': () => typeof extractMessageContext(MESSAGES[0]),
  'extractMessageContext of Kafka': () => typeof extractMessageContext(KAFKA),
  'injectMessageContext into headers': () => typeof injectMessageContext({ headers: {} }).headers,
  'injectMessageContext into an entry': () => injectMessageContext({ MessageBody: 'x' }).MessageBody,
};
