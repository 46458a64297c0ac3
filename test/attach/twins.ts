import assert from 'node:assert/strict';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { type StubServer, startStubServer } from './stubServer';
import { type SqsInstrumentationConfig, instrumentClient } from '../../src';

/** How a call came out, whichever way it told. */
export type Outcome =
  | { readonly kind: 'returned' | 'threw at once' | 'rejected'; readonly value: unknown; readonly bodies: unknown[] }
  | { readonly kind: 'hung' };

/** A call; the client is all that differs between the twins. */
export type Call = (client: SQSClient) => Promise<unknown>;

const PATIENCE_MILLIS = 30_000;

/** One client as it is and one that is traced, at the same server: whatever is asked of them has to come out alike. */
export class Twins {
  readonly #unhandled: unknown[] = [];
  readonly #note = (error: unknown): void => void this.#unhandled.push(error);

  private constructor(
    readonly server: StubServer,
    readonly plain: SQSClient,
    readonly traced: SQSClient,
  ) {
    process.on('unhandledRejection', this.#note);
  }

  static async start(config: SqsInstrumentationConfig = {}, client: Partial<SQSClientConfig> = {}): Promise<Twins> {
    const server = await startStubServer();
    const make = (): SQSClient => new SQSClient({ ...server.clientConfig, maxAttempts: 1, ...client });
    return new Twins(server, make(), instrumentClient(make(), config));
  }

  /** Fails unless both come out alike, to the same error object if the call itself threw it. */
  async assertAlike(makeCall: () => Call, title?: string): Promise<Outcome> {
    const plain = await this.#run(this.plain, makeCall());
    const traced = await this.#run(this.traced, makeCall());
    assert.notEqual(traced.kind, 'hung', title);
    assert.deepEqual(comparable(traced), comparable(plain), title);
    // One turn of the event loop is when Node.js tells of rejections that nobody took.
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(this.#unhandled.splice(0), [], title);
    return traced;
  }

  async stop(): Promise<void> {
    process.removeListener('unhandledRejection', this.#note);
    this.plain.destroy();
    this.traced.destroy();
    await this.server.stop();
  }

  async #run(client: SQSClient, call: Call): Promise<Outcome> {
    this.server.clear();
    const parent = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'hung' }), PATIENCE_MILLIS);
    });
    const attempt = context.with(parent, () => this.#attempt(client, call));
    try {
      return await Promise.race([attempt, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #attempt(client: SQSClient, call: Call): Promise<Outcome> {
    let promise: Promise<unknown>;
    try {
      promise = call(client);
    } catch (error) {
      return { kind: 'threw at once', value: error, bodies: this.#bodies() };
    }
    try {
      return { kind: 'returned', value: await promise, bodies: this.#bodies() };
    } catch (error) {
      return { kind: 'rejected', value: error, bodies: this.#bodies() };
    }
  }

  #bodies(): unknown[] {
    return this.server.requests.map(({ body }) => parsed(body));
  }
}

function comparable(outcome: Outcome): unknown {
  if (outcome.kind === 'hung') return outcome;
  const { kind, value, bodies } = outcome;
  return { kind, bodies, value: value instanceof Error ? describeError(value) : value };
}

/** Errors that the SDK makes are new ones every time; those that a test throws are marked, and have to be the same. */
export const SAME = Symbol('the same error');

function describeError(error: Error): object {
  if (Object.hasOwn(error, SAME)) return { same: (error as { [SAME]?: unknown })[SAME] };
  const { name, message } = error;
  // The response is that of this very request.
  const keys = Reflect.ownKeys(error).filter((key) => key !== 'stack' && key !== '$response');
  const own = keys.map((key) => [key, Reflect.get(error, key)]);
  return { name, message, prototype: Object.getPrototypeOf(error), own };
}

/** What some odd inputs come to is no JSON; the server says what it thinks of that. */
function parsed(body: string): unknown {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return 'no JSON';
  }
  return withoutContext(json);
}

/** A request without what propagation adds to it. */
function withoutContext(body: Record<string, unknown>): unknown {
  const { Entries, ...rest } = body;
  const message = withoutMessageContext(rest);
  for (const list of ASKING) if (message?.[list] !== undefined) message[list] = withoutNames(message[list]);
  // Once more through JSON: what is undefined is not there.
  const whole = Entries === undefined ? message : { ...message, Entries: withoutEntriesContext(Entries) };
  return JSON.parse(JSON.stringify(whole));
}

function withoutEntriesContext(entries: unknown): unknown {
  return Array.isArray(entries) ? entries.map(withoutMessageContext) : entries;
}

function withoutMessageContext(message: Record<string, unknown> | null): Record<string, unknown> | null {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message;
  const { MessageAttributes, MessageSystemAttributes, ...rest } = message;
  return {
    ...rest,
    ...part('MessageAttributes', MessageAttributes),
    ...part('MessageSystemAttributes', MessageSystemAttributes),
  };
}

const CONTEXT_FIELD = /^(?:traceparent|tracestate|baggage|AWSTraceHeader|context-\d+)$/;

/** The lists of names of a receive. */
const ASKING = ['MessageAttributeNames', 'MessageSystemAttributeNames', 'AttributeNames'];

/** What is left of such a list without names: telemetry adds some, and has to leave everything else as it is. */
function withoutNames(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  const left = list.filter((name) => typeof name !== 'string' || name === 'All');
  return left.length === 0 ? undefined : left;
}

/** Nothing at all is as good as an empty map. */
function part(name: string, attributes: unknown): Record<string, unknown> {
  if (attributes == null) return {};
  if (typeof attributes !== 'object' || Array.isArray(attributes)) return { [name]: attributes };
  const left = Object.entries(attributes).filter(([key]) => !CONTEXT_FIELD.test(key));
  return left.length === 0 ? {} : { [name]: Object.fromEntries(left) };
}
