import { instrumentClient } from '../../src';
import type { SqsInstrumentationConfig } from '../../src';

type Handler = (args: object) => Promise<unknown>;
type Middleware = (next: Handler, context: object) => Handler;

/** A client of any service, even of one that has none in this project: it runs the middleware as the SDK does. */
export class FakeClient {
  /** What came through to the service; its `input` is what would be sent. */
  sent: { input?: unknown }[] = [];
  readonly config: object;
  readonly middlewareStack = { add: (middleware: Middleware) => void this.#middleware.push(middleware) };
  readonly #middleware: Middleware[] = [];

  /** @param endpoint a custom one */
  constructor(serviceId: string, config: SqsInstrumentationConfig, endpoint?: URL) {
    this.config = { serviceId, region: async () => 'eu-west-1', ...(endpoint && { endpoint: async () => endpoint }) };
    instrumentClient(this, config);
  }

  /** Sends a command to a service that does as it is told. */
  async send(command: string, input: unknown, service: () => unknown): Promise<unknown> {
    const handle = async (args: object): Promise<unknown> => {
      this.sent.push(args);
      return service();
    };
    const { endpoint } = this.config as { endpoint?: () => Promise<URL> };
    const endpointV2 = { url: await endpoint?.() };
    const context = { clientName: 'FakeClient', commandName: `${command}Command`, endpointV2 };
    const handler = this.#middleware.reduceRight<Handler>((next, middleware) => middleware(next, context), handle);
    return handler({ input, middlewareStack: {} });
  }
}
