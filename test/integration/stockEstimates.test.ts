import assert from 'node:assert/strict';
import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type { Attributes } from '@opentelemetry/api';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type SqsInstrumentationConfig, fromAwsInstrumentationConfig, instrumentClient } from '../../src';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { type StreamServer, modelChunk, startStreamServer } from '../support/eventStreams';
import { type Metering, startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';

const STOCK = fromAwsInstrumentationConfig({}, { stockNames: true });
const COMMAND_R = 'cohere.command-r-v1:0';
const COMMAND = 'cohere.command-text-v14';
const MISTRAL = 'eu.mistral.mistral-7b-instruct-v0:2';
const REQUEST_ID = 'a1b2c3d4-0000-4000-8000-00000000abcd';
const METRICS = 'amazon-bedrock-invocationMetrics';
/** 13 characters. */
const PROMPT = 'canary-prompt';
const TOO_LARGE = 'canary'.repeat(50_000);

type Tokens = readonly [input: number | undefined, output: number | undefined];

describe('tokens that no answer tells', () => {
  let server: CannedServer;
  let streams: StreamServer;
  let tracing: Tracing;
  let metering: Metering;
  const clients: BedrockRuntimeClient[] = [];

  before(async () => {
    server = await startCannedServer();
    streams = await startStreamServer('HTTP/2');
    tracing = startTracing();
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await tracing.stop();
    await server.stop();
    await streams.stop();
  });
  beforeEach(() => {
    metering = startMetering();
    tracing.reset();
    server.reset();
  });
  afterEach(() => metering.stop());

  const invoke = async (modelId: string, body: string | Uint8Array, config: SqsInstrumentationConfig = STOCK) => {
    const made = new BedrockRuntimeClient({ ...server.clientConfig, requestHandler: new NodeHttpHandler() });
    clients.push(instrumentClient(made, config));
    await made.send(new InvokeModelCommand({ modelId, body }));
  };
  const stream = async (modelId: string, request: object, chunks: readonly object[]) => {
    streams.answerWith({ events: chunks.map(modelChunk) });
    const made = new BedrockRuntimeClient({ ...streams.clientConfig, maxAttempts: 1 });
    clients.push(instrumentClient(made, STOCK));
    const command = new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(request) });
    const { body = assert.fail('There is no stream') } = await made.send(command);
    const read: unknown[] = [];
    for await (const { chunk } of body) read.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
    assert.deepEqual(read, chunks);
  };
  const attributes = (): Attributes => {
    const spans = tracing.spans();
    assert.doesNotMatch(JSON.stringify(spans.map((span) => [span.name, span.attributes, span.events])), /canary/);
    return spans[0]?.attributes ?? assert.fail('There is no span');
  };
  const tokens = (): Tokens => {
    const { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output } = attributes();
    return [input as number | undefined, output as number | undefined];
  };
  const counted = async () => (await metering.points('gen_ai.client.token.usage')).map(({ sum }) => sum);

  const FAMILIES: readonly [model: string, request: object, answer: object][] = [
    [COMMAND_R, { message: PROMPT }, { text: 'canary', finish_reason: 'COMPLETE' }],
    [COMMAND, { prompt: PROMPT }, { generations: [{ text: 'canary' }, { text: TOO_LARGE.slice(0, 99) }] }],
    [MISTRAL, { prompt: PROMPT }, { outputs: [{ text: 'canary', stop_reason: 'stop' }] }],
  ];
  for (const [model, request, answer] of FAMILIES) {
    it(`${model}: estimated with stockNames, in no metric, and not without them`, async () => {
      server.answerWith({ body: answer });
      await invoke(model, JSON.stringify(request));
      assert.deepEqual(tokens(), [3, 1]);
      tracing.reset();
      server.answerWith({ body: answer });
      await invoke(model, Buffer.from(JSON.stringify(request)), {});
      assert.deepEqual(tokens(), [undefined, undefined]);
      assert.deepEqual(await counted(), []);
    });
  }

  it('bytes are read as text is', async () => {
    server.answerWith({ body: { outputs: [{ text: '' }] } });
    await invoke(MISTRAL, Buffer.from(JSON.stringify({ prompt: PROMPT })));
    assert.deepEqual(tokens(), [3, 0]);
  });

  it('a count that is told is true, in a header or in the answer', async () => {
    const body = { text: 'canary', meta: { billed_units: { output_tokens: 40 } } };
    server.answerWith({ headers: { 'x-amzn-bedrock-input-token-count': '30' }, body });
    await invoke(COMMAND_R, JSON.stringify({ message: PROMPT }));
    assert.deepEqual(tokens(), [30, 40]);
    assert.deepEqual(await counted(), [30, 40]);
  });

  const NOTHING: readonly [what: string, model: string, request: string, answer: object | string][] = [
    ['a family that tells', 'meta.llama3-8b-instruct-v1:0', JSON.stringify({ prompt: PROMPT }), { text: 'canary' }],
    ['an unknown family', 'ai21.jamba-1-5-mini-v1:0', JSON.stringify({ prompt: PROMPT }), { text: 'canary' }],
    ['no JSON', COMMAND_R, PROMPT, 'canary'],
    ['no object', MISTRAL, 'null', '[null]'],
    ['other members', COMMAND, JSON.stringify({ message: PROMPT }), { text: 'canary' }],
    ['no text', COMMAND, '{"prompt":["canary"]}', { generations: [{ text: null }] }],
    ['lists of nothing', MISTRAL, '{"prompt":7}', { outputs: [null] }],
    ['a text too large to read', MISTRAL, JSON.stringify({ prompt: TOO_LARGE }), { outputs: [{ text: TOO_LARGE }] }],
  ];
  for (const [what, model, request, answer] of NOTHING) {
    it(`nothing is estimated of ${what}, and the span has its other names`, async () => {
      server.answerWith({ body: answer });
      await invoke(model, request);
      assert.deepEqual(tokens(), [undefined, undefined]);
      assert.equal(attributes()['aws.request.id'], REQUEST_ID);
    });
  }

  it('a call that failed has those of its request', async () => {
    server.answerWith({ status: 400, headers: { 'x-amzn-errortype': 'ValidationException' }, body: {} });
    await assert.rejects(invoke(MISTRAL, JSON.stringify({ prompt: PROMPT })));
    assert.deepEqual(tokens(), [3, undefined]);
  });

  it('a stream that tells no count has those of its last text', async () => {
    await stream(MISTRAL, { prompt: PROMPT }, [
      { outputs: [{ text: 'canary canary', stop_reason: null }] },
      { outputs: [{ text: 'canary.', stop_reason: 'stop' }] },
    ]);
    assert.deepEqual(tokens(), [3, 2]);
    assert.deepEqual(attributes()['gen_ai.response.finish_reasons'], ['stop']);
    assert.deepEqual(await counted(), []);
  });

  it('a stream that counts at its end has the numbers of that package on its span, and its counts in metrics', async () => {
    await stream(COMMAND_R, { message: PROMPT }, [
      { text: 'canary' },
      { finish_reason: 'COMPLETE', [METRICS]: { inputTokenCount: 30, outputTokenCount: 40 } },
    ]);
    assert.deepEqual(tokens(), [3, 1]);
    assert.deepEqual(await counted(), [30, 40]);
  });

  it('a stream of a family that tells has its counts', async () => {
    await stream('anthropic.claude-3-haiku-20240307-v1:0', { prompt: PROMPT }, [
      { type: 'message_start', message: { usage: { input_tokens: 30, output_tokens: 1 } } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 40 } },
    ]);
    assert.deepEqual(tokens(), [30, 40]);
  });
});
