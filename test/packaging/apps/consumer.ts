// What an application writes against the package's types; compiled, never run.
import { context, type Context } from '@opentelemetry/api';
import {
  type ForwardOptions,
  type ForwardResult,
  type ProcessOptions,
  type RequestHook,
  SqsInstrumentation,
  type SqsInstrumentationConfig,
  Traced,
  extractMessageContext,
  forwardMessage,
  instrumentClient,
  processBatch,
  processMessage,
  traced,
  wrapBatchHandler,
  wrapMessageHandler,
  wrapSqsHandler,
} from 'opentelemetry-instrumentation-sqs';

interface Message {
  MessageId?: string;
  Body?: string;
}

class Client {
  readonly middlewareStack = {};
  async send(_command: object): Promise<unknown> {
    return {};
  }
}

const requestHook: RequestHook = (span, service, operation, apiParams) => {
  span.setAttribute('app.call', `${service}.${operation}`);
  apiParams['DelaySeconds'] = 5;
};
const config: SqsInstrumentationConfig = {
  requestHook,
  ignore: (service) => service === 'SSM',
  spanNames: 'messaging',
};
new SqsInstrumentation(config).disable();
// @ts-expect-error: no such choice
export const wrong = new SqsInstrumentation({ spanNames: 'other' });

export const client: Client = instrumentClient(new Client(), { requireParentSpan: true });
export const extracted: Context = extractMessageContext({ Body: 'x' }, context.active());

const options: ProcessOptions = {};
export const length: number = processMessage({ Body: 'x' }, (message: Message) => message.Body?.length ?? 0, options);
export const later: Promise<number> = processMessage({ Body: 'x' }, async () => 1);
export const all = processBatch([{ Body: 'x' }], async (message: Message) => message.Body);
export const one: (message: Message) => Promise<string | undefined> = wrapMessageHandler(async (m: Message) => m.Body);
export const many = wrapBatchHandler(async (messages: Message[]) => messages.length);
export const handler = wrapSqsHandler(async (event: { Records: { messageId: string; body: string }[] }) => ({
  batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
}));

const forwardOptions: ForwardOptions = { queueUrl: 'https://example.com/1/dead', reason: 'poison' };
export const forwarded: Promise<ForwardResult> = forwardMessage(client, { Body: 'x' }, forwardOptions);

export const add: (a: number, b: number) => number = traced((a: number, b: number) => a + b);

export class Worker {
  @Traced()
  work(amount: number): number {
    return amount;
  }
}

export class Queue {
  @Traced()
  put<Item extends object>(item: Item): Item {
    return item;
  }

  @Traced({ captureArguments: ([id]: [string]) => [id.length], captureResult: (taken: number) => taken })
  async take(id: string): Promise<number> {
    return id.length;
  }
}

export const captured: (order: { id: string }, count: number) => Promise<string> = traced(
  async (order: { id: string }, count: number) => `${order.id} ${count}`,
  { captureArguments: ([order, count]) => [order.id, count.toFixed()], captureResult: (text) => text.length },
);
export const kept: <Item extends object>(item: Item) => Item = traced(<Item extends object>(item: Item): Item => item);

const names: readonly string[] = ['Tenant'];
new SqsInstrumentation({
  enabled: undefined,
  requestHook: undefined,
  spanNames: undefined,
  metrics: undefined,
  maxMessageSize: undefined,
  capturedMessageAttributes: names,
}).disable();
export const records = wrapSqsHandler(async (event) => event.Records.map(({ body }) => body.length));
