import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Client } from '@smithy/core/client';
import { instrumentClient } from '../../src';
import { CLIENTS } from '../../src/middleware/clientsChannel';
import { hasInstalled, install, telemetryOn } from '../../src/middleware/install';
import {
  type Middleware,
  type MiddlewareStack,
  type Placement,
  entriesOfStack,
} from '../../src/middleware/middlewareStack';
import { captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

type Run = (args: object) => Promise<unknown>;
interface Stack {
  add(middleware: Middleware, placement: Placement): void;
  addRelativeTo?(middleware: Middleware, placement: Placement): void;
  identify(): string[];
  resolve(handler: Run, context: object): Run;
}

const INJECTION = 'opentelemetrySqsInjection';
const pass: Middleware = (next) => (args) => next(args);

/** The SDK's own client, with no middleware of a service. */
class BareClient extends Client<never, never, never, never> {}

describe('where the middleware stands', () => {
  useWorld(startTracing);

  function bare(serviceId = 'SQS'): { client: BareClient; stack: Stack; names: () => string[] } {
    const handle = async (): Promise<object> => ({ output: {}, response: {} });
    const client = new BareClient({ serviceId, requestHandler: { handle } } as never);
    const stack = client.middlewareStack as unknown as Stack;
    return { client, stack, names: () => stack.identify().map((line) => line.split(' - ')[0] ?? '') };
  }

  it('the injection is directly before the serializer, or directly after what finds the endpoint', () => {
    for (const [name, expected] of [
      ['serializerMiddleware', [INJECTION, 'serializerMiddleware']],
      ['endpointV2Middleware', ['endpointV2Middleware', INJECTION]],
    ] as const) {
      const { client, stack, names } = bare();
      stack.add(pass, { step: 'serialize', name: 'early', priority: 'high' });
      stack.add(pass.bind(undefined), { step: 'serialize', name: 'before' });
      stack.add(pass.bind(undefined), { step: 'serialize', name });
      stack.add(pass.bind(undefined), { step: 'serialize', name: 'late', priority: 'low' });
      instrumentClient(client);
      assert.deepEqual(names(), ['opentelemetrySqsMiddleware', 'early', 'before', ...expected, 'late']);
    }
  });

  it('the injection is behind what is in its step where there is nothing to stand beside', () => {
    const { client, stack, names } = bare();
    stack.add(pass, { step: 'serialize', name: 'other' });
    stack.add(pass.bind(undefined), { step: 'initialize', priority: 'low', name: 'first' });
    instrumentClient(client);
    assert.deepEqual(names(), ['opentelemetrySqsMiddleware', 'first', 'other', INJECTION]);
  });

  it('a stack may know steps alone, also one that tells of what stands beside others', () => {
    const names = ['recursionDetectionMiddleware', 'serializerMiddleware', 'endpointV2Middleware'];
    for (const told of [[], names]) {
      const placed: Placement[] = [];
      const middlewareStack: MiddlewareStack = {
        add: (_each, placement) => void placed.push(placement),
        applyToStack: (other) => told.forEach((name) => other.add(pass, { step: 'build', name })),
      };
      const client = { middlewareStack, config: { serviceId: 'SQS' }, send: pass };
      instrumentClient(client as never, { xrayRequestHeader: true });
      assert.deepEqual(
        placed.map(({ name, step, priority }) => [name, step, priority]),
        [
          ['opentelemetrySqsMiddleware', 'initialize', 'high'],
          [INJECTION, 'serialize', 'normal'],
          ['opentelemetrySqsOwnHeader', 'build', 'low'],
          ['opentelemetrySqsHeader', 'build', 'low'],
        ],
      );
    }
  });

  it('the header is around what the SDK sets, else at the end of its step', () => {
    for (const around of [true, false]) {
      const { client, stack, names } = bare();
      const name = around ? 'recursionDetectionMiddleware' : 'another';
      stack.add(pass, { step: 'build', name, priority: 'low' });
      for (let times = 0; times < 2; times++) instrumentClient(client, { xrayRequestHeader: true });
      const own = ['opentelemetrySqsOwnHeader', 'opentelemetrySqsHeader'] as const;
      assert.deepEqual(names().slice(2), around ? [own[0], name, own[1]] : [name, ...own]);
    }
  });

  it('the header is on a request only where the client is configured so now', async () => {
    const { client, stack } = bare();
    const headersOf = async (xrayRequestHeader: boolean): Promise<string[]> => {
      instrumentClient(client, { xrayRequestHeader });
      const headers = {};
      const command = { input: {}, request: { headers }, middlewareStack: stack };
      await stack.resolve(async () => ({ output: {} }), { commandName: 'SendMessageCommand' })(command);
      return Object.keys(headers);
    };
    assert.deepEqual(await headersOf(true), ['X-Amzn-Trace-Id']);
    assert.deepEqual(await headersOf(false), []);
  });

  it('nothing is said of a request without headers, of none, and of one that no call sends', async () => {
    const diagnostics = captureDiagnostics();
    try {
      const { client, stack } = bare();
      instrumentClient(client, { xrayRequestHeader: true });
      for (const request of [undefined, {}, { headers: 'text' }, { headers: {} }]) {
        const args = { input: {}, request };
        assert.equal(await stack.resolve(async (seen) => seen, {})(args), args);
        const command = { ...args, middlewareStack: stack };
        await stack.resolve(async () => ({ output: {} }), { commandName: 'SendMessageCommand' })(command);
      }
      assert.deepEqual(diagnostics.lines, []);
    } finally {
      diagnostics.stop();
    }
  });

  it('a service whose requests carry no context has no injection', () => {
    const { client, names } = bare('S3');
    instrumentClient(client);
    assert.ok(names().includes('opentelemetrySqsMiddleware'));
    assert.ok(!names().includes(INJECTION));
  });

  it('there is no second one beside that of another copy of this package', () => {
    const { client, stack, names } = bare();
    stack.add(pass, { step: 'initialize', priority: 'high', name: 'opentelemetrySqsMiddleware' });
    instrumentClient(client);
    assert.deepEqual(names(), ['opentelemetrySqsMiddleware']);
    assert.deepEqual(
      entriesOfStack(stack).map((entry) => entry.middleware),
      [pass],
    );
  });

  it('each client is announced, once', () => {
    const announced: unknown[] = [];
    const listen = (message: unknown): void => void announced.push(message);
    subscribe(CLIENTS, listen);
    try {
      const { client } = bare();
      for (let times = 0; times < 2; times++) instrumentClient(client);
    } finally {
      unsubscribe(CLIENTS, listen);
    }
    assert.deepEqual(announced, [{}]);
    assert.equal(hasInstalled(), true);
  });

  it('tells who traces a client, and that nobody traces another', () => {
    const { client } = bare();
    assert.equal(telemetryOn(client), undefined);
    instrumentClient(client);
    const telemetry = telemetryOn(client);
    assert.ok(telemetry);
    assert.equal(telemetryOn({ middlewareStack: client.middlewareStack }), telemetry);
    for (const other of [{}, { middlewareStack: {} }, { middlewareStack: 'text' }]) {
      assert.equal(telemetryOn(other), undefined);
      assert.equal(install(other, telemetry), false);
    }
    assert.equal(install(undefined, telemetry), false);
  });

  it('what a client keeps of its own under the name of handlers stays', () => {
    for (const [handlers, stays] of [[{ mine: true }, true] as const, [new WeakMap(), false] as const]) {
      const { client } = bare();
      Object.assign(client, { handlers });
      instrumentClient(client);
      assert.equal(Reflect.get(client, 'handlers'), stays ? handlers : undefined);
    }
  });
});
