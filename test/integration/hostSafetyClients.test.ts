import assert from 'node:assert/strict';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { instrumentClient } from '../../src';
import { testClientConfig } from '../support/awsServer';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

type Handler = (args: object) => Promise<unknown>;
type Middleware = (next: Handler, context: object) => Handler;

class LaunchCommand {
  readonly middlewareStack = {};
  constructor(readonly input: unknown) {}
}

/** Something with the SDK's public seam, and with as much or little of its configuration as there is. */
class OddClient {
  readonly middlewareStack = { add: (middleware: Middleware) => void this.#middleware.push(middleware) };
  readonly #middleware: Middleware[] = [];

  constructor(
    readonly config: unknown,
    readonly context: object = { clientName: 'RocketClient', commandName: 'LaunchCommand' },
  ) {}

  async send(command: object, service: Handler = async () => ({ output: {} })): Promise<unknown> {
    return this.#middleware.reduceRight((next, middleware) => middleware(next, this.context), service)(command);
  }
}

describe('calls of clients that are not as they should be', () => {
  const tracing = useWorld(startTracing);

  const traced = (config: unknown, context?: object): OddClient => instrumentClient(new OddClient(config, context), {});
  const only = (): ReadableSpan => {
    const [span, ...others] = tracing.spans();
    assert.equal(others.length, 0);
    assert.ok(span);
    return span;
  };

  it('have the name that can be had', async () => {
    for (const [config, context, name] of [
      [{ serviceId: 'Space Travel' }, undefined, 'SpaceTravel.Launch'],
      [{ serviceId: '' }, undefined, 'Rocket.Launch'],
      [undefined, {}, 'AWS.Launch'],
      [{ serviceId: 7 }, { clientName: '', commandName: 7 }, 'AWS.Launch'],
    ] as const) {
      tracing.reset();
      await traced(config, context).send(new LaunchCommand({}));
      assert.equal(only().name, name);
    }
  });

  it('have the region that can be had, whoever has it', async () => {
    for (const [region, expected] of [
      ['eu-west-1', 'eu-west-1'],
      [Promise.resolve('eu-west-2'), 'eu-west-2'],
      [() => 'eu-west-3', 'eu-west-3'],
      [async () => 7, undefined],
      [() => Promise.reject(new Error('no region')), undefined],
      [
        () => {
          throw new Error('no region');
        },
        undefined,
      ],
    ] as const) {
      const client = traced({ serviceId: 'Space', region });
      await client.send(new LaunchCommand({}));
      tracing.reset();
      await client.send(new LaunchCommand({}));
      assert.equal(only().attributes['cloud.region'], expected);
    }
  });

  it('send what the application gave, though it cannot be copied', async () => {
    const sent: object[] = [];
    const command = new LaunchCommand({});
    Object.defineProperty(command, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error('not to be read');
      },
    });
    const client = instrumentClient(new OddClient({}), {
      requestHook: (_span, _service, _name, input) => void (input['a'] = 1),
    });
    await client.send(command, async (args) => {
      sent.push(args);
      return { output: {} };
    });
    assert.equal(sent[0], command);
    assert.equal(only().name, 'Rocket.Launch');
  });

  it('end with what the service gave, though it cannot be looked at', async () => {
    const fail = (): never => {
      throw new Error('not to be touched');
    };
    const broken = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });
    const client = traced({});
    const answer = { output: broken };
    assert.equal(await client.send(new LaunchCommand({}), async () => answer), answer);
    assert.equal(only().status.code, SpanStatusCode.UNSET);
    tracing.reset();
    let thrown: unknown;
    const rejected = client.send(new LaunchCommand({}), () => Promise.reject(broken));
    await rejected.catch((reason: unknown) => void (thrown = reason));
    assert.ok(thrown === broken);
    assert.equal(only().name, 'Rocket.Launch');
  });
});

describe("calls through an application's own middleware", () => {
  const tracing = useWorld(startTracing);
  let client: SQSClient;
  beforeEach(() => void (client = instrumentClient(new SQSClient(testClientConfig(1)), {})));
  afterEach(() => client.destroy());

  const send = (handle: () => unknown): Promise<unknown> => {
    // As the SDK types it, a middleware is async; nothing makes it so.
    client.middlewareStack.add((() => handle) as never, { step: 'initialize', priority: 'low' });
    return client.send(
      new SendMessageCommand({ QueueUrl: 'http://127.0.0.1:1/123456789012/orders', MessageBody: 'x' }),
    );
  };
  it('that throws at once end their span, and throw the same', async () => {
    const error = new RangeError('at once');
    const thrown = await send(() => {
      throw error;
    }).catch((reason: unknown) => reason);
    assert.equal(thrown, error);
    const { status, attributes } = tracing.span('SQS.SendMessage');
    assert.deepEqual([status.code, attributes['error.type']], [SpanStatusCode.ERROR, 'RangeError']);
  });
});

describe('what an error may tell of a request with secrets', () => {
  const VALUE = 'value-of-an-item';
  const tracing = useWorld(startTracing);

  async function failWith(reason: unknown): Promise<void> {
    const client = instrumentClient(new DynamoDBClient(testClientConfig(1)), {});
    const rejects = (): Promise<never> => Promise.reject(reason);
    client.middlewareStack.add(() => rejects, { step: 'initialize', priority: 'low' });
    const put = client.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: VALUE } } }));
    try {
      await put;
      assert.fail('It was answered');
    } catch (thrown) {
      assert.equal(thrown, reason);
    }
    client.destroy();
  }
  /** What the span says of the error. */
  const told = (): unknown[] => {
    const { status, events } = tracing.span('DynamoDB.PutItem');
    assert.doesNotMatch(JSON.stringify([status, events]), new RegExp(VALUE));
    const exception = events[0]?.attributes ?? {};
    return [status.message, exception['exception.type'], exception['exception.message']];
  };

  it('conceals it in an error, also in its stack', async () => {
    await failWith(new TypeError(`${VALUE} is no number`));
    assert.deepEqual(told(), ['** is no number', 'TypeError', '** is no number']);
  });

  it('conceals it in an error with a code, and in one without a stack', async () => {
    const error = Object.assign(new Error(`no ${VALUE}`), { code: 'EBADVALUE' });
    delete error.stack;
    await failWith(error);
    assert.deepEqual(told(), ['no **', 'EBADVALUE', 'no **']);
  });

  it('conceals it in whatever else is thrown', async () => {
    await failWith(`no ${VALUE}`);
    assert.deepEqual(told(), ['no **', undefined, 'no **']);
    tracing.reset();
    await failWith({ toString: () => VALUE });
    assert.deepEqual(told(), [undefined, undefined, '**']);
  });
});
