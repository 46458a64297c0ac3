import { type Message, SQS } from '@aws-sdk/client-sqs';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';
import { trace } from '@opentelemetry/api';
import * as newCode from '../../examples/migration/hand-written-propagation/after';
import * as oldCode from '../../examples/migration/hand-written-propagation/before';
import { inSpan } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { tell } from './migrationRecord';
import { type MigrationWorld, type ToldSpan, startMigrationWorld } from './migrationWorld';

/** The code of a side; both have the same functions. */
export type Code = typeof oldCode;
export { newCode, oldCode };

/** An application that propagates by hand, or does so no longer. */
export interface HandWrittenWorld {
  readonly servers: MigrationWorld;
  readonly sqs: SQS;
  readonly QueueUrl: string;
  readonly instrumentation: SqsInstrumentation;
  spans(): ToldSpan[];
  /** Those whose names start so. */
  named(start: string): ToldSpan[];
  byId(spanId: string | undefined): ToldSpan | undefined;
  /** Of the pieces of work that were done: those in a span that is below a producer's, or linked to one. */
  connected(): string;
  receiveAll(): Promise<Message[]>;
  sendAndWork(code: Code, count: number): Promise<void>;
  /** Forgets spans only. */
  forget(): void;
  /** Nothing in the queue, nothing traced. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** What a handler does. */
export async function charge(): Promise<void> {
  await Promise.resolve();
  trace.getTracer('application').startSpan('charge').end();
}

export async function startHandWrittenWorld(): Promise<HandWrittenWorld> {
  const servers = await startMigrationWorld();
  const tracing = startTracing();
  const instrumentation = new SqsInstrumentation({ enabled: false });
  const sqs = new SQS({ ...servers.aws.clientConfig, maxAttempts: 1 });
  const QueueUrl = servers.names.orders;
  const spans = (): ToldSpan[] => tracing.spans().map(tell);
  const named = (start: string): ToldSpan[] => spans().filter(({ name }) => name.startsWith(start));
  const byId = (id: string | undefined): ToldSpan | undefined => spans().find(({ spanId }) => spanId === id);
  return {
    servers,
    sqs,
    QueueUrl,
    instrumentation,
    spans,
    named,
    byId,
    connected() {
      const producers = spans().filter(({ name }) => /send|SendMessage|Publish/.test(name));
      const ids = new Set<unknown>(producers.map(({ spanId }) => spanId));
      const tied = named('charge').filter(({ parentId }) => {
        const { links = [], parentId: above } = byId(parentId) ?? {};
        return ids.has(above) || links.some(({ spanId }) => ids.has(spanId));
      });
      return `${tied.length} of ${named('charge').length}`;
    },
    async receiveAll() {
      const asking = { MessageAttributeNames: ['All'], MaxNumberOfMessages: 10 };
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, ...asking });
      return Messages;
    },
    async sendAndWork(code, count) {
      for (let index = 0; index < count; index++) await inSpan('request', () => code.send(sqs, QueueUrl, `${index}`));
      await code.work(sqs, QueueUrl, charge);
    },
    forget: () => tracing.reset(),
    async reset() {
      instrumentation.disable();
      instrumentation.setConfig({});
      await sqs.purgeQueue({ QueueUrl });
      tracing.reset();
      servers.aws.clearRequests();
    },
    async stop() {
      instrumentation.disable();
      sqs.destroy();
      await tracing.stop();
      await servers.stop();
    },
  };
}
