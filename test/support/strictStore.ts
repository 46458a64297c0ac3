import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildAppOptions } from 'fauxqs' with { 'resolution-mode': 'import' };
import { FORBIDDEN_CHARACTER } from './strictMessages';

/** The three stores that a fauxqs app keeps its state in. */
export type Stores = NonNullable<BuildAppOptions['stores']>;
export type SqsStore = Stores['sqsStore'];
export type SqsQueue = ReturnType<SqsStore['createQueue']>;
export type SqsMessage = SqsQueue['messages'][number];

/** The request that is being answered; it follows the handler over `await`. */
export interface Call {
  readonly service: string;
  /** `X-Amzn-Trace-Id` of the request. */
  readonly traceHeader: string | undefined;
  /** The client hung up before it was answered. */
  gone: boolean;
}

/** What the sender said beside body and attributes, and fauxqs does not keep. */
export interface SentExtras {
  readonly AWSTraceHeader?: string;
  readonly MessageGroupId?: string;
}

/** A receipt handle that was given out. */
export interface Receipt {
  readonly queue: SqsQueue;
  readonly message: SqsMessage;
}

const MAX_ATTRIBUTES = 10;

/** What AWS knows of the messages of one server and fauxqs does not. */
export class Ledger {
  readonly calls = new AsyncLocalStorage<Call>();
  readonly receipts = new Map<string, Receipt>();
  readonly deleted = new WeakSet<SqsMessage>();
  /** Keyed by the attributes object: fauxqs keeps that of the request in the message, also into a dead-letter queue. */
  readonly extras = new WeakMap<object, SentExtras>();
  readonly deadLetterSources = new WeakMap<SqsMessage, string>();
  readonly #homes = new WeakMap<SqsMessage, string>();

  constructor(readonly store: SqsStore) {
    const createQueue = store.createQueue.bind(store);
    store.createQueue = (...args) => this.#watch(createQueue(...args));
  }

  #watch(queue: SqsQueue): SqsQueue {
    const enqueue = queue.enqueue.bind(queue);
    const dequeue = queue.dequeue.bind(queue);
    queue.enqueue = (message) => {
      const home = this.#homes.get(message);
      if (home === undefined && this.#isUndeliverable(message)) return;
      if (home !== undefined && home !== queue.arn) {
        this.deadLetterSources.set(message, home);
        message.approximateReceiveCount -= 1; // moving it to the dead-letter queue is not a receive
      }
      if (home === undefined) this.#passTraceHeader(message);
      this.#homes.set(message, queue.arn);
      enqueue(message);
    };
    queue.dequeue = (...args) => {
      // fauxqs leaves the waiter of an aborted long poll in place: it would swallow the next message.
      if (this.calls.getStore()?.gone === true) return [];
      const received = dequeue(...args);
      for (const { ReceiptHandle } of received) {
        const entry = queue.inflightMessages.get(ReceiptHandle);
        if (entry !== undefined) this.receipts.set(ReceiptHandle, { queue, message: entry.message });
      }
      return received;
    };
    return queue;
  }

  /** SNS hands the header of a Publish on to queues. https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html */
  #passTraceHeader({ messageAttributes }: SqsMessage): void {
    const { service, traceHeader } = this.calls.getStore() ?? {};
    if (service === 'SNS' && traceHeader !== undefined) {
      this.extras.set(messageAttributes, { AWSTraceHeader: traceHeader });
    }
  }

  /** Raw delivery of more attributes than SQS takes: SNS discards the message. https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
  #isUndeliverable(message: SqsMessage): boolean {
    return this.calls.getStore()?.service === 'SNS' && Object.keys(message.messageAttributes).length > MAX_ATTRIBUTES;
  }
}

/** New stores of the installed fauxqs, which takes them as an option, but does not export their classes. */
export async function createStores(): Promise<Stores> {
  const root = (require.resolve.paths('fauxqs') ?? []).map((dir) => join(dir, 'fauxqs', 'dist')).find(existsSync);
  if (root === undefined) throw new Error('fauxqs is not installed');
  const load = (file: string): Promise<unknown> => import(pathToFileURL(join(root, file)).href);
  const { SqsStore } = (await load('sqs/sqsStore.js')) as { SqsStore: new () => SqsStore };
  const { INVALID_MESSAGE_BODY_CHAR: invalid } = (await load('sqs/sqsTypes.js')) as {
    INVALID_MESSAGE_BODY_CHAR: RegExp;
  };
  invalid.test = (body) => FORBIDDEN_CHARACTER.test(body); // fauxqs' own refuses half of Unicode, emoji included
  const { SnsStore } = (await load('sns/snsStore.js')) as { SnsStore: new () => Stores['snsStore'] };
  const { S3Store } = (await load('s3/s3Store.js')) as { S3Store: new () => Stores['s3Store'] };
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  stores.sqsStore.host = ''; // queue URLs with the address that the client used, not with sqs.<region>.localhost
  return stores;
}
