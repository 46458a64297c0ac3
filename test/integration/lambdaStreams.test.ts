import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SpanStatusCode } from '@opentelemetry/api';
import { testClientConfig } from '../support/awsServer';
import { streamedEvent } from '../support/eventStreams';
import { type Metering, startMetering } from '../support/metering';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

describe('an invocation that streams its answer', () => {
  let server: Server;
  let world: ServicesWorld;
  let metering: Metering;
  let client: LambdaClient;
  let events: Uint8Array[];
  let broken: boolean;

  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.write(Buffer.concat(events.slice(0, 1)));
      globalThis.setTimeout(() => {
        if (broken) response.destroy();
        else response.end(Buffer.concat(events.slice(1)));
      }, 20);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    world = startServicesWorld();
    client = world.own(
      new LambdaClient({ ...testClientConfig((server.address() as AddressInfo).port), maxAttempts: 1 }),
    );
  });
  after(async () => {
    await world.stop();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    world.reset();
    metering = startMetering();
    broken = false;
    completeWith({});
  });
  afterEach(() => metering.stop());

  function completeWith(complete: object): void {
    events = [streamedEvent('PayloadChunk', 'canary'), streamedEvent('InvokeComplete', complete)];
  }
  async function invoke() {
    const { EventStream } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'resize' }));
    assert.ok(EventStream);
    return EventStream;
  }
  async function read(stream: AsyncIterable<unknown>): Promise<string[]> {
    const names: string[] = [];
    for await (const each of stream) names.push(...Object.keys(each as object));
    return names;
  }
  const told = () => {
    const { attributes, status } = world.tracing.span('Lambda.InvokeWithResponseStream');
    return [attributes['error.type'], status.code, status.message];
  };

  it('lasts until its last event', async () => {
    const stream = await invoke();
    assert.deepEqual(world.tracing.spans(), []);
    assert.deepEqual(await read(stream), ['PayloadChunk', 'InvokeComplete']);
    assert.deepEqual(told(), [undefined, SpanStatusCode.UNSET, undefined]);
    assert.equal((await metering.points('rpc.client.call.duration'))[0]?.value, 1);
  });

  it('is an error if the function failed, also in metrics', async () => {
    completeWith({ ErrorCode: 'Function.Unhandled', ErrorDetails: 'canary' });
    await read(await invoke());
    assert.deepEqual(told(), ['Function.Unhandled', SpanStatusCode.ERROR, 'function error']);
    assert.equal(
      (await metering.points('rpc.client.call.duration'))[0]?.attributes['error.type'],
      'Function.Unhandled',
    );
    assert.ok(!JSON.stringify(world.tracing.spans().map(({ events: own }) => own)).includes('canary'));
  });

  it('ends with a loop that is left, or an iterator that is closed', async () => {
    for await (const each of await invoke()) {
      assert.ok(each.PayloadChunk);
      break;
    }
    assert.equal(world.tracing.spans().length, 1);
    const iterator = (await invoke())[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
    assert.equal(world.tracing.spans().length, 2);
  });

  it('is an error if the stream breaks, the very one that the reader gets', async () => {
    broken = true;
    const stream = await invoke();
    const error = await read(stream).then(
      () => assert.fail('It was read'),
      (reason: Error) => reason,
    );
    const [, code, message] = told();
    assert.deepEqual([code, message], [SpanStatusCode.ERROR, error.message]);
  });

  it('waits for a reader who comes late', async () => {
    const stream = await invoke();
    await setTimeout(50);
    assert.deepEqual(world.tracing.spans(), []);
    assert.deepEqual(await read(stream), ['PayloadChunk', 'InvokeComplete']);
    assert.deepEqual(told(), [undefined, SpanStatusCode.UNSET, undefined]);
  });

  it('leaves the stream what it is', async () => {
    const traced = await invoke();
    world.instrumentation.disable();
    const plain = await invoke();
    world.instrumentation.enable();
    assert.equal(Object.getPrototypeOf(traced), Object.getPrototypeOf(plain));
    assert.deepEqual(Object.keys(traced), Object.keys(plain));
    await Promise.all([read(traced), read(plain)]);
  });
});
