import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import {
  BedrockRuntimeClient,
  type InvokeModelWithBidirectionalStreamInput,
  type InvokeModelWithBidirectionalStreamOutput,
  InvokeModelWithBidirectionalStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { SpanStatusCode } from '@opentelemetry/api';
import { type StreamServer, type StreamedAnswer, leave, modelChunk, startStreamServer } from '../support/eventStreams';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

const SONIC = 'amazon.nova-sonic-v1:0';
const SPAN = `generate_content ${SONIC}`;
const SPEECH = [{ audioOutput: 'canary' }, { audioOutput: 'canary' }, { completionEnd: {} }];

/** What the application says, with a record of what was asked of it. */
class Speech implements AsyncIterable<InvokeModelWithBidirectionalStreamInput> {
  readonly asked: string[] = [];
  readonly #generate = this.#speak();

  [Symbol.asyncIterator](): AsyncIterator<InvokeModelWithBidirectionalStreamInput> {
    this.asked.push('iterator');
    const generator = this.#generate;
    return {
      next: () => {
        this.asked.push('next');
        return generator.next();
      },
    };
  }

  async *#speak(): AsyncGenerator<InvokeModelWithBidirectionalStreamInput> {
    for (const index of [1, 2]) {
      await setTimeout(5);
      yield { chunk: { bytes: Buffer.from(`{"event":{"audioInput":"canary ${index}"}}`) } };
    }
  }
}

describe('speech in both directions', () => {
  let server: StreamServer;
  let world: ServicesWorld;
  let client: BedrockRuntimeClient;

  before(async () => {
    server = await startStreamServer('HTTP/2');
    world = startServicesWorld();
    client = world.own(new BedrockRuntimeClient({ ...server.clientConfig, maxAttempts: 1 }));
  });
  after(async () => {
    await world.stop();
    await server.stop();
  });
  beforeEach(() => world.reset());

  async function speak(answer: Partial<StreamedAnswer> = {}, abortSignal?: AbortSignal) {
    server.answerWith({ events: SPEECH.map(modelChunk), ...answer });
    const earlier = server.received.length;
    const said = new Speech();
    const input = { modelId: SONIC, body: said };
    const sent = new InvokeModelWithBidirectionalStreamCommand(input);
    const { body } = await client.send(sent, abortSignal && { abortSignal });
    assert.equal(sent.input.body, said);
    assert.deepEqual(Reflect.ownKeys(said), ['asked']);
    // The server answers before it has heard all.
    return { said, heard: body ?? assert.fail('There is no stream'), arrived: () => received(earlier + 1) };
  }
  async function listen(heard: AsyncIterable<InvokeModelWithBidirectionalStreamOutput>): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const { chunk } of heard) all.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
    return all;
  }
  const told = (): unknown[] => {
    const { status, attributes } = world.tracing.span(SPAN);
    return [status.code, attributes['error.type']];
  };
  async function received(count: number): Promise<Buffer> {
    while (server.received.length < count) await setTimeout(5);
    return server.received.at(-1) ?? assert.fail('Nothing came');
  }

  it('has a span as long as the answer, and both streams are what they were', async () => {
    const { said, heard, arrived } = await speak();
    assert.deepEqual(world.tracing.spans(), []);
    assert.deepEqual(await listen(heard), SPEECH);
    const { attributes, status } = world.tracing.span(SPAN);
    assert.equal(attributes['gen_ai.operation.name'], 'generate_content');
    assert.equal(attributes['gen_ai.request.model'], SONIC);
    assert.equal(attributes['gen_ai.request.stream'], true);
    assert.equal(status.code, SpanStatusCode.UNSET);
    assert.doesNotMatch(JSON.stringify(attributes), /canary/);
    assert.equal((await arrived()).includes(Buffer.from('canary 2').toString('base64').slice(0, 6)), true);
    // Once, and to its end.
    assert.deepEqual(said.asked, ['iterator', 'next', 'next', 'next']);
  });

  it('hooks see the call, and do not consume what the application says', async () => {
    const seen: unknown[] = [];
    world.instrumentation.setConfig({
      requestHook: (_span, service, operation, { modelId, body }) =>
        void seen.push([service, operation, modelId, body]),
      responseHook: (_span, _service, _operation, result) => void seen.push(Object.keys(result as object)),
    });
    const { said, heard, arrived } = await speak();
    assert.deepEqual(await listen(heard), SPEECH);
    await arrived();
    assert.deepEqual(said.asked, ['iterator', 'next', 'next', 'next']);
    const [request] = seen as unknown[][];
    assert.deepEqual(request?.slice(0, 3), ['BedrockRuntime', 'InvokeModelWithBidirectionalStream', SONIC]);
    assert.equal(request?.[3], said);
    assert.equal(seen.length, 2);
  });

  it('ends with a loop that is left, with an abort, with the connection', async () => {
    await leave((await speak()).heard);
    assert.deepEqual(told(), [SpanStatusCode.UNSET, undefined]);
    world.reset();
    const controller = new AbortController();
    const { heard } = await speak({ ending: 'nothing' }, controller.signal);
    setTimeout(40).then(
      () => controller.abort(),
      () => undefined,
    );
    await Promise.allSettled([listen(heard)]);
    assert.deepEqual(told(), [SpanStatusCode.UNSET, 'AbortError']);
    world.reset();
    await Promise.allSettled([listen((await speak({ ending: 'lost' })).heard)]);
    assert.deepEqual(told(), [SpanStatusCode.ERROR, 'ECONNRESET']);
  });
});
