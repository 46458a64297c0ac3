import assert from 'node:assert/strict';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { instrumentClient } from '../../src';
import { moduleCache } from '../../src/diagnostics/moduleCache';
import { install } from '../../src/middleware/install';
import { hasMetStock, isOfStock, standOn, standsOnStock } from '../../src/middleware/stockInstrumentation';
import { keepStockOut, mayBeOfStock } from '../../src/middleware/stockStack';
import type { Telemetry } from '../../src/telemetry/telemetry';
import type { Members } from '../../src/values';
import { startAwsServer } from '../support/awsServer';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

type Method = (...args: unknown[]) => unknown;

const OURS = 'opentelemetry-instrumentation-sqs';
const STOCK = '@opentelemetry/instrumentation-aws-sdk';
const METHODS = ['resolve', 'clone', 'concat'];

describe('a stack that the stock instrumentation gets into', () => {
  const tracing = useWorld(startTracing);
  const server = useWorld(startAwsServer);
  let stock: AwsInstrumentation;
  let client: SQSClient;
  let stack: Members;
  let send: unknown;
  before(() => void (stock = new AwsInstrumentation()));
  after(() => stock.disable());
  beforeEach(() => {
    client = new SQSClient(server.clientConfig);
    stack = client.middlewareStack as unknown as Members;
    send = sendOf();
  });
  afterEach(() => client.destroy());

  const sendOf = (): unknown => Reflect.get(client, 'send');
  const call = (name: string, ...args: unknown[]): unknown =>
    Reflect.apply(Reflect.get(stock, name) as Method, stock, args);
  const patchStack = (): unknown => call('patchV3MiddlewareStack', '3.0.0', stack);
  const patchSend = (): void => {
    Object.assign(client, { send: call('_getV3SmithyClientSendPatch', '3.0.0', sendOf()) });
  };
  /** Sends a request. @returns who has made a span of it */
  async function scopes(): Promise<string[]> {
    tracing.reset();
    await client.send(new ListQueuesCommand({}));
    return tracing.spans().map(({ instrumentationScope }) => instrumentationScope.name);
  }
  const described = (name: string): PropertyDescriptor | undefined => Object.getOwnPropertyDescriptor(stack, name);

  for (const [title, patch] of [
    ['in its stack', (): unknown => patchStack()],
    ['in its send', patchSend],
  ] as const) {
    it(`a call has one span, which is ours, where it was there before ${title}`, async () => {
      patch();
      assert.deepEqual(await scopes(), [STOCK]);
      instrumentClient(client);
      assert.deepEqual(await scopes(), [OURS]);
      assert.deepEqual(await scopes(), [OURS]);
      assert.ok(hasMetStock());
    });
  }

  it('has one span, which is ours, from the first call on', async () => {
    patchSend();
    instrumentClient(client);
    assert.deepEqual(await scopes(), [OURS]);
  });

  it('has the stock span where ours is disabled', async () => {
    patchStack();
    install(client, { enabled: false, options: {} } as Telemetry);
    assert.deepEqual(await scopes(), [STOCK]);
  });

  it('has the stock span again for as long as we do not trace, and none of its patches twice', async () => {
    let traces = true;
    patchStack();
    keepStockOut(stack, false, () => traces);
    patchStack();
    assert.deepEqual(await scopes(), []);
    traces = false;
    patchStack();
    assert.deepEqual(await scopes(), [STOCK]);
    traces = true;
    assert.deepEqual(await scopes(), []);
  });

  it('may be patched later, below us, and has the stock span only while we do not trace', async () => {
    let traces = true;
    keepStockOut(stack, true, () => traces);
    patchStack();
    assert.deepEqual(await scopes(), []);
    traces = false;
    patchStack();
    assert.deepEqual(await scopes(), [STOCK]);
  });

  it('gives copies of itself that the stock one is not in', async () => {
    patchStack();
    keepStockOut(stack, false, () => true);
    for (const copy of [(stack['clone'] as Method).call(stack), (stack['concat'] as Method).call(stack, stack)]) {
      const { resolve } = copy as Members;
      assert.equal(isOfStock(resolve), false);
      assert.ok(!('__wrapped' in Object(resolve)));
    }
  });

  it('is left alone where nobody has patched it, and asked about again where it may be patched', () => {
    const before = METHODS.map(described);
    assert.equal(mayBeOfStock(stack, false), false);
    assert.equal(mayBeOfStock(stack, true), true);
    assert.equal(mayBeOfStock({ concat: 'text' }, true), false);
    keepStockOut(stack, false, () => true);
    assert.deepEqual(METHODS.map(described), before);
    patchStack();
    assert.equal(mayBeOfStock(stack, false), true);
    keepStockOut(stack, false, () => true);
    assert.equal(mayBeOfStock(stack, true), false);
  });

  it('has methods that look like those in whose place they are, with the marks that the stock one looks for', () => {
    const before = new Map(METHODS.map((name) => [name, described(name)]));
    patchStack();
    keepStockOut(stack, false, () => true);
    for (const name of METHODS) {
      const [original, now] = [before.get(name), described(name)];
      const [method, plain] = [now?.value as Method & Members, original?.value as Method];
      assert.notEqual(method, plain);
      assert.deepEqual([method.name, method.length], [name, plain.length]);
      assert.deepEqual({ ...now, value: 0 }, { ...original, value: 0 });
      assert.deepEqual([method['__original'], method['__wrapped']], [plain, true]);
      for (const member of ['name', 'length'])
        assert.equal(Object.getOwnPropertyDescriptor(method, member)?.configurable, true);
    }
  });

  it('keeps a method hidden that was hidden', () => {
    Object.defineProperty(stack, 'clone', { enumerable: false });
    keepStockOut(stack, true, () => true);
    assert.equal(described('clone')?.enumerable, false);
    assert.equal(described('concat')?.enumerable, true);
  });

  it('is given back where the stock one takes its patches away, unless another one stands there', () => {
    const before = METHODS.map((name) => stack[name]);
    patchStack();
    keepStockOut(stack, false, () => true);
    const another = (): void => {};
    const unwrapOf = (name: string): Method => (stack[name] as Members)['__unwrap'] as Method;
    const [unwrapResolve, unwrapClone] = [unwrapOf('resolve'), unwrapOf('clone')];
    stack['clone'] = another;
    unwrapResolve();
    unwrapClone();
    assert.deepEqual([stack['resolve'], stack['clone']], [before[0], another]);
  });

  it('is known by a wrapper anywhere below a send, and not by one of somebody else', () => {
    const wrapping = (original: unknown): object => Object.assign(() => {}, { __original: original });
    assert.equal(standsOnStock(send), false);
    for (const value of [undefined, {}, 'patchV3MiddlewareStack']) {
      assert.equal(standsOnStock(value), false);
      assert.equal(isOfStock(value), false);
    }
    patchSend();
    assert.equal(standsOnStock(sendOf()), true);
    assert.equal(standsOnStock(wrapping(wrapping(sendOf()))), true);
    assert.equal(standsOnStock(wrapping(wrapping(send))), false);
    const circle = wrapping(undefined);
    Object.assign(circle, { __original: circle });
    assert.equal(standsOnStock(circle), false);
  });

  it('is known below what we have put in the place of a send', () => {
    patchSend();
    const ours = (): void => {};
    standOn(ours, sendOf());
    assert.equal(standsOnStock(ours), true);
  });

  it('is taken for the copy that Sentry has where only that is there', () => {
    patchSend();
    const cache = moduleCache();
    const ofStock = Object.entries(cache).filter(([path]) => path.includes('instrumentation-aws-sdk'));
    assert.ok(ofStock.length > 0);
    try {
      Object.assign(globalThis, { __SENTRY__: {} });
      assert.equal(standsOnStock(sendOf()), true);
      for (const [path] of ofStock) Reflect.deleteProperty(cache, path);
      assert.equal(standsOnStock(sendOf()), false);
      Reflect.deleteProperty(globalThis, '__SENTRY__');
      // In a bundle no module is there.
      assert.equal(standsOnStock(sendOf()), true);
    } finally {
      Object.assign(cache, Object.fromEntries(ofStock));
      Reflect.deleteProperty(globalThis, '__SENTRY__');
    }
    assert.equal(standsOnStock(sendOf()), true);
  });

  it('may lack a method, or inherit one', () => {
    patchStack();
    stack['clone'] = undefined;
    const heir = Object.create(stack) as Members;
    keepStockOut(heir, false, () => true);
    assert.equal(heir['clone'], undefined);
    assert.deepEqual(Object.keys(heir), ['resolve', 'concat']);
  });
});
