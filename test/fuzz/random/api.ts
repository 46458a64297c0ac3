import {
  type HandlerOptions,
  type ProcessOptions,
  type TracedOptions,
  processBatch,
  processMessage,
  traced,
  wrapBatchHandler,
  wrapHandler,
  wrapMessageHandler,
  wrapSqsHandler,
} from '../../../src';
import type { Wire } from '../../differential/wire';
import { type AnyClient, CLIENTS } from './operations';

type Callable = (...args: unknown[]) => unknown;

/** What a program is written against: this package, or the same without it. */
export interface Api {
  processMessage(message: unknown, handler: (message: unknown) => unknown, options: ProcessOptions): unknown;
  processBatch(messages: readonly unknown[], handler: Callable, options: { sequential: boolean }): Promise<unknown>;
  wrapMessageHandler(handler: Callable, options: ProcessOptions): Callable;
  wrapBatchHandler(handler: Callable): Callable;
  wrapHandler(handler: Callable, options: HandlerOptions): Callable;
  wrapSqsHandler(handler: Callable, options: HandlerOptions): Callable;
  traced(run: Callable, options: TracedOptions): Callable;
  client(service: keyof typeof CLIENTS): AnyClient;
}

export const TRACED: Omit<Api, 'client'> = {
  processMessage,
  processBatch,
  wrapMessageHandler,
  wrapBatchHandler,
  wrapHandler,
  wrapSqsHandler,
  traced,
};

/** What the documentation says that each function does, without telemetry. */
export const PLAIN: Omit<Api, 'client'> = {
  processMessage: (message, handler) => handler(message),
  async processBatch(messages, handler, { sequential }) {
    const results: unknown[] = [];
    if (sequential) {
      for (let index = 0; index < messages.length; index++) results.push(await handler(messages[index], index));
      return results;
    }
    const run = async (index: number): Promise<unknown> => handler(messages[index], index);
    const settled = await Promise.allSettled(Array.from({ length: messages.length }, (_, index) => run(index)));
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason;
      results.push(one.value);
    }
    return results;
  },
  wrapMessageHandler: (handler) => handler,
  wrapBatchHandler: (handler) => handler,
  wrapHandler: (handler) => handler,
  wrapSqsHandler: (handler) => handler,
  traced: (run) => run,
};

/** Clients of all services, with the wire in the place of the network; made when they are asked for. */
export function clientsOf(wire: Wire, prepare: (client: AnyClient) => unknown = () => {}): Api['client'] {
  const clients = new Map<string, AnyClient>();
  return (service) => {
    const known = clients.get(service);
    if (known !== undefined) return known;
    const client = CLIENTS[service]({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: wire,
      logger: SILENT,
      maxAttempts: 2,
      retryStrategy: NO_WAITING,
    }) as unknown as AnyClient;
    prepare(client);
    clients.set(service, client);
    return client;
  };
}

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The SDK's own waits for a random time before the second attempt. */
const NO_WAITING = {
  mode: 'standard',
  acquireInitialRetryToken: async () => token(0),
  async refreshRetryTokenForRetry(given: { getRetryCount(): number }, info: { errorType: string }) {
    if (given.getRetryCount() >= 1 || info.errorType === 'CLIENT_ERROR') throw new Error('No retry');
    return token(given.getRetryCount() + 1);
  },
  recordSuccess: () => undefined,
};
const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
