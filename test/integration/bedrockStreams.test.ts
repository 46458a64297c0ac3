import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { SpanStatusCode } from '@opentelemetry/api';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { testClientConfig } from '../support/awsServer';
import { type Metering, startMetering } from '../support/metering';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

const MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text),
);

function event(type: string, body: object, kind: 'event' | 'exception' = 'event'): Uint8Array {
  const headers = {
    ':message-type': { type: 'string', value: kind },
    [`:${kind}-type`]: { type: 'string', value: type },
    ':content-type': { type: 'string', value: 'application/json' },
  } as const;
  return codec.encode({ headers, body: Buffer.from(JSON.stringify(body)) });
}

const chunk = (body: object): Uint8Array =>
  event('chunk', { bytes: Buffer.from(JSON.stringify(body)).toString('base64') });
const TEXT = event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'canary' } });
const CONVERSATION = [
  TEXT,
  event('messageStop', { stopReason: 'end_turn' }),
  event('metadata', { usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 }, metrics: { latencyMs: 1 } }),
];
const CLAUDE = [
  chunk({
    type: 'message_start',
    message: { id: 'msg_1', model: 'claude', usage: { input_tokens: 3, output_tokens: 1 } },
  }),
  chunk({ type: 'content_block_delta', delta: { text: 'canary' } }),
  chunk({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } }),
  chunk({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 4 } }),
];

describe('a model that streams its answer', () => {
  let server: Server;
  let world: ServicesWorld;
  let metering: Metering;
  let client: BedrockRuntimeClient;
  let events: Uint8Array[];

  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.write(Buffer.concat(events.slice(0, 1)));
      globalThis.setTimeout(() => response.end(Buffer.concat(events.slice(1))), 20);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    world = startServicesWorld();
    client = world.own(
      new BedrockRuntimeClient({
        ...testClientConfig((server.address() as AddressInfo).port),
        maxAttempts: 1,
        requestHandler: new NodeHttpHandler(),
      }),
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
    events = CONVERSATION;
  });
  afterEach(() => metering.stop());

  async function converse(abortSignal?: AbortSignal) {
    const { stream } = await client.send(new ConverseStreamCommand({ modelId: MODEL, messages: [] }), {
      ...(abortSignal && { abortSignal }),
    });
    assert.ok(stream);
    return stream;
  }
  async function read(stream: AsyncIterable<object>): Promise<string[]> {
    const names: string[] = [];
    for await (const each of stream) names.push(...Object.keys(each));
    return names;
  }
  const told = () => {
    const { attributes, status } = world.tracing.span(`chat ${MODEL}`);
    return {
      input: attributes['gen_ai.usage.input_tokens'],
      output: attributes['gen_ai.usage.output_tokens'],
      reasons: attributes['gen_ai.response.finish_reasons'],
      error: attributes['error.type'],
      status: status.code,
    };
  };
  const whole = { input: 3, output: 4, reasons: ['end_turn'], error: undefined, status: SpanStatusCode.UNSET };

  it('lasts until its last event, which tells the tokens', async () => {
    const stream = await converse();
    assert.deepEqual(world.tracing.spans(), []);
    assert.deepEqual(await read(stream), ['contentBlockDelta', 'messageStop', 'metadata']);
    assert.deepEqual(told(), whole);
    const points = await metering.points('gen_ai.client.token.usage');
    assert.deepEqual(
      points.map(({ sum }) => sum),
      [3, 4],
    );
  });

  it('tells the same in the chunks of its family', async () => {
    events = CLAUDE;
    const command = new InvokeModelWithResponseStreamCommand({ modelId: MODEL, body: '{"messages":[]}' });
    const { body } = await client.send(command);
    assert.ok(body);
    assert.deepEqual(await read(body), ['chunk', 'chunk', 'chunk', 'chunk']);
    assert.deepEqual(told(), whole);
    const { attributes } = world.tracing.span(`chat ${MODEL}`);
    assert.equal(attributes['gen_ai.response.id'], 'msg_1');
    assert.equal(attributes['gen_ai.request.stream'], true);
    assert.doesNotMatch(JSON.stringify(attributes), /canary/);
  });

  it('is an error if the model fails in the middle, also in metrics', async () => {
    events = [TEXT, event('modelStreamErrorException', { message: 'broken' }, 'exception')];
    await assert.rejects(read(await converse()), { name: 'ModelStreamErrorException' });
    assert.equal(told().error, 'ModelStreamErrorException');
    assert.equal(told().status, SpanStatusCode.ERROR);
    const [point] = await metering.points('gen_ai.client.operation.duration');
    assert.equal(point?.attributes['error.type'], 'ModelStreamErrorException');
  });

  it('ends with a loop that is left', async () => {
    for await (const each of await converse()) {
      assert.ok(each.contentBlockDelta);
      break;
    }
    assert.deepEqual(told(), { ...whole, input: undefined, output: undefined, reasons: undefined });
  });

  it('ends when the application aborts it, with what the reader gets', async () => {
    const controller = new AbortController();
    const reading = async (): Promise<void> => {
      for await (const each of await converse(controller.signal)) if (each.contentBlockDelta) controller.abort();
    };
    const failed = await reading().then(
      () => false,
      () => true,
    );
    assert.equal(told().error !== undefined, failed);
  });
});
