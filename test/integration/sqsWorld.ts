import { randomUUID } from 'node:crypto';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { type Span, type SpanContext, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, type SqsInstrumentationConfig } from '../../src';
import { type AwsServer, type RecordedRequest, startAwsServer } from '../support/awsServer';
import type { SqsBody } from '../support/strictMessages';
import { type Tracing, startTracing } from '../support/tracing';

/** An application with everything real but AWS: its SDK client, traced automatically, and a server. */
export interface SqsWorld {
  readonly server: AwsServer;
  readonly tracing: Tracing;
  readonly instrumentation: SqsInstrumentation;
  readonly sqs: SQSClient;
  /** Another client of the server; closed by `stop`. */
  client(config?: SQSClientConfig): SQSClient;
  /** The URL of a new queue; leaves neither span nor request behind. */
  createQueue(attributes?: Record<string, string>): Promise<string>;
  receive(QueueUrl: string, input?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  /** Forgets spans and requests, and takes the configuration back to what the world started with. */
  reset(): void;
  stop(): Promise<void>;
}

/** The instrumentation reads `OTEL_SEMCONV_STABILITY_OPT_IN` and the like as it is made and configured. */
export async function startSqsWorld(
  config: SqsInstrumentationConfig = {},
  options: Parameters<typeof startTracing>[0] = {},
): Promise<SqsWorld> {
  const server = await startAwsServer();
  const tracing = startTracing(options);
  const instrumentation = new SqsInstrumentation(config);
  const clients: SQSClient[] = [];
  const client = (clientConfig: SQSClientConfig = {}): SQSClient => {
    const made = new SQSClient({ ...server.clientConfig, ...clientConfig });
    clients.push(made);
    return made;
  };
  const sqs = client();
  const reset = (): void => {
    instrumentation.setConfig(config);
    tracing.reset();
    server.clearRequests();
  };
  return {
    server,
    tracing,
    instrumentation,
    sqs,
    client,
    async createQueue(Attributes) {
      const QueueName = `queue-${randomUUID()}${Attributes?.['FifoQueue'] === 'true' ? '.fifo' : ''}`;
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
      tracing.reset();
      server.clearRequests();
      return QueueUrl;
    },
    async receive(QueueUrl, input) {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...input });
      return (await sqs.send(command)).Messages ?? [];
    },
    reset,
    async stop() {
      instrumentation.disable();
      for (const each of clients) each.destroy();
      await tracing.stop();
      await server.stop();
    },
  };
}

/** Runs a piece of application in a trace of its own. */
export async function inTrace<T>(name: string, run: (span: Span) => Promise<T>): Promise<T> {
  return trace.getTracer('application').startActiveSpan(name, async (span) => {
    try {
      return await run(span);
    } finally {
      span.end();
    }
  });
}

/** The last part of a queue URL. */
export function queueName(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}

/** The JSON that a request carried: it has one, or the test fails. */
export function bodyOf(request: RecordedRequest | undefined): SqsBody {
  if (request?.body === undefined) throw new Error('There is no such request');
  return request.body;
}

/** The text of a message attribute as it was sent. */
export function sentAttribute(message: SqsBody | undefined, name: string): string | undefined {
  return message?.MessageAttributes?.[name]?.StringValue;
}

/** What `traceparent` says of a span. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** What `AWSTraceHeader` says of a span. */
export function traceHeaderOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${traceFlags}`;
}

/** A span's trace and span id in one. */
export function idOf({ traceId, spanId }: SpanContext): string {
  return `${traceId}/${spanId}`;
}

/** What each link of a span points to, and the link's attributes. */
export function linksOf({ links }: ReadableSpan): [id: string, attributes: object][] {
  return links.map((link) => [idOf(link.context), link.attributes ?? {}]);
}

/** A string message attribute. */
export function text(StringValue: string): { DataType: string; StringValue: string } {
  return { DataType: 'String', StringValue };
}

/** That many string message attributes: `a0`, `a1`, ... */
export function attributes(count: number): Record<string, { DataType: string; StringValue: string }> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, text(`v${index}`)]));
}

/** Freezes a value and all that it holds. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
