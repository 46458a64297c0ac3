import { NEST, foreignClients } from './foreignClients';

type Decorator = (...given: unknown[]) => (...target: unknown[]) => void;

interface Microservice {
  listen(): Promise<unknown>;
  close(): Promise<unknown>;
}

interface NestClient {
  connect(): Promise<unknown>;
  emit(pattern: string, record: object): unknown;
  close(): unknown;
}

interface Microservices extends Record<'Payload' | 'Ctx' | 'EventPattern', Decorator> {
  readonly Transport: Readonly<Record<'RMQ' | 'KAFKA', number>>;
  readonly ClientProxyFactory: { create(options: object): NestClient };
  readonly RmqRecordBuilder: new (data: object) => { setOptions(options: object): { build(): object } };
  /** What makes Nest leave a message to the next attempt. */
  readonly KafkaRetriableException: new (message: string) => Error;
}

/** A method of a controller: it gets what is in a message, and the message. */
type OnMessage = (payload: never, context: never) => unknown;

/** Nest, as it was installed, with what is needed of it. */
export interface Nest {
  readonly microservices: Microservices;
  /**
   * Starts a microservice whose only method gets the messages of one pattern.
   * @returns what stops it
   */
  serve(
    transport: 'RMQ' | 'KAFKA',
    options: object,
    pattern: string,
    onMessage: OnMessage,
  ): Promise<() => Promise<unknown>>;
  client(transport: 'RMQ' | 'KAFKA', options: object): Promise<NestClient>;
  /** Waits for what a client has sent. */
  sent(observable: unknown): Promise<unknown>;
}

/** @returns undefined, after saying so, where it cannot be had */
export async function loadNest(): Promise<Nest | undefined> {
  const load = await foreignClients(NEST);
  if (load === undefined) return undefined;
  await load('reflect-metadata');
  const core: { NestFactory: { createMicroservice(app: object, options: object): Promise<Microservice> } } =
    await load('@nestjs/core');
  const { Module, Controller }: Record<'Module' | 'Controller', Decorator> = await load('@nestjs/common');
  const microservices: Microservices = await load('@nestjs/microservices');
  const { lastValueFrom }: { lastValueFrom: (sent: unknown, config: object) => Promise<unknown> } = await load('rxjs');
  const { Transport, ClientProxyFactory, Payload, Ctx, EventPattern } = microservices;
  return {
    microservices,
    async serve(transport, options, pattern, onMessage) {
      const Orders = class {
        onMessage(payload: never, context: never): unknown {
          return onMessage(payload, context);
        }
      };
      const App = class {
        readonly name = 'app';
      };
      // What its decorators do.
      Payload()(Orders.prototype, 'onMessage', 0);
      Ctx()(Orders.prototype, 'onMessage', 1);
      const method = Object.getOwnPropertyDescriptor(Orders.prototype, 'onMessage');
      EventPattern(pattern)(Orders.prototype, 'onMessage', method);
      Controller()(Orders);
      Module({ controllers: [Orders] })(App);
      const given = { transport: Transport[transport], options, logger: false };
      const app = await core.NestFactory.createMicroservice(App, given);
      await app.listen();
      return () => app.close();
    },
    async client(transport, options) {
      const client = ClientProxyFactory.create({ transport: Transport[transport], options });
      await client.connect();
      return client;
    },
    sent: (observable) => lastValueFrom(observable, { defaultValue: undefined }),
  };
}
