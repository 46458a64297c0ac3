import assert from 'node:assert/strict';
import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { SpanStatusCode } from '@opentelemetry/api';
import { type StreamServer, modelChunk, startStreamServer } from '../support/eventStreams';
import { type Metering, startMetering } from '../support/metering';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

const METRICS = 'amazon-bedrock-invocationMetrics';

/** What the chunks of each family say, the last of them with Bedrock's own count, and what the span tells. */
const FAMILIES: readonly [model: string, request: object, chunks: object[], told: Readonly<Record<string, unknown>>][] =
  [
    [
      'anthropic.claude-3-haiku-20240307-v1:0',
      { messages: [] },
      [
        {
          type: 'message_start',
          message: { id: 'msg_1', model: 'claude', usage: { input_tokens: 3, output_tokens: 1 } },
        },
        { type: 'content_block_delta', delta: { text: 'canary' } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
        { type: 'message_stop', [METRICS]: { inputTokenCount: 3, outputTokenCount: 4 } },
      ],
      { input: 3, output: 4, reasons: ['end_turn'], id: 'msg_1' },
    ],
    [
      'amazon.nova-lite-v1:0',
      { messages: [] },
      [
        { messageStart: { role: 'assistant' } },
        { contentBlockDelta: { delta: { text: 'canary' }, contentBlockIndex: 0 } },
        { messageStop: { stopReason: 'max_tokens' } },
        {
          metadata: { usage: { inputTokens: 3, outputTokens: 4 } },
          [METRICS]: { inputTokenCount: 3, outputTokenCount: 4 },
        },
      ],
      { input: 3, output: 4, reasons: ['max_tokens'], id: undefined },
    ],
    [
      'amazon.titan-text-express-v1',
      { inputText: 'canary' },
      [
        {
          outputText: 'canary',
          index: 0,
          totalOutputTextTokenCount: null,
          completionReason: null,
          inputTextTokenCount: 3,
        },
        {
          outputText: 'canary',
          index: 0,
          totalOutputTextTokenCount: 4,
          completionReason: 'FINISH',
          inputTextTokenCount: null,
          [METRICS]: { inputTokenCount: 3, outputTokenCount: 4 },
        },
      ],
      { input: 3, output: 4, reasons: ['FINISH'], id: undefined },
    ],
    [
      'meta.llama3-8b-instruct-v1:0',
      { prompt: 'canary' },
      [
        { generation: 'canary', prompt_token_count: 3, generation_token_count: 1, stop_reason: null },
        { generation: '', prompt_token_count: null, generation_token_count: 4, stop_reason: 'stop' },
      ],
      { input: 3, output: 4, reasons: ['stop'], id: undefined },
    ],
    [
      'cohere.command-text-v14',
      { prompt: 'canary' },
      [
        { text: 'canary', is_finished: false },
        { is_finished: true, finish_reason: 'COMPLETE', [METRICS]: { inputTokenCount: 3, outputTokenCount: 4 } },
      ],
      { input: 3, output: 4, reasons: ['COMPLETE'], id: undefined },
    ],
    [
      'cohere.command-r-v1:0',
      { message: 'canary' },
      [
        { event_type: 'text-generation', text: 'canary', is_finished: false },
        {
          event_type: 'stream-end',
          is_finished: true,
          finish_reason: 'MAX_TOKENS',
          response: { text: 'canary', meta: { billed_units: { input_tokens: 3, output_tokens: 4 } } },
        },
      ],
      { input: 3, output: 4, reasons: ['MAX_TOKENS'], id: undefined },
    ],
    [
      'cohere.command-a-03-2025-v1:0',
      { messages: [] },
      [
        { type: 'message-start', delta: { message: { role: 'assistant' } } },
        { type: 'content-delta', delta: { message: { content: { text: 'canary' } } } },
        {
          type: 'message-end',
          delta: { finish_reason: 'COMPLETE', usage: { tokens: { input_tokens: 3, output_tokens: 4 } } },
        },
      ],
      { input: 3, output: 4, reasons: ['COMPLETE'], id: undefined },
    ],
    [
      'mistral.mistral-large-2407-v1:0',
      { messages: [] },
      [
        { choices: [{ index: 0, message: { content: 'canary' }, stop_reason: null }] },
        {
          choices: [{ index: 0, message: { content: '' }, stop_reason: 'length' }],
          [METRICS]: { inputTokenCount: 3, outputTokenCount: 4 },
        },
      ],
      { input: 3, output: 4, reasons: ['length'], id: undefined },
    ],
    [
      'mistral.mistral-7b-instruct-v0:2',
      { prompt: 'canary' },
      [
        { outputs: [{ text: 'canary', stop_reason: null }] },
        { outputs: [{ text: '', stop_reason: 'stop' }], [METRICS]: { inputTokenCount: 3, outputTokenCount: 4 } },
      ],
      { input: 3, output: 4, reasons: ['stop'], id: undefined },
    ],
    [
      'openai.gpt-oss-20b-1:0',
      { messages: [] },
      [
        { id: 'chatcmpl-1', choices: [{ delta: { content: 'canary' }, finish_reason: null }] },
        { id: 'chatcmpl-1', choices: [{ delta: {}, finish_reason: 'stop' }] },
        { id: 'chatcmpl-1', choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } },
      ],
      { input: 3, output: 4, reasons: ['stop'], id: 'chatcmpl-1' },
    ],
    [
      'meta.llama3-70b-instruct-v1:0',
      { prompt: 'canary' },
      [{ generation: 'canary' }, { generation: '"usage" and message_start and stop_reason' }],
      { input: undefined, output: undefined, reasons: undefined, id: undefined },
    ],
  ];

describe('a model that streams its answer in chunks', () => {
  let server: StreamServer;
  let world: ServicesWorld;
  let metering: Metering;
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
  beforeEach(() => {
    world.reset();
    metering = startMetering();
  });
  afterEach(() => metering.stop());

  for (const [modelId, request, chunks, told] of FAMILIES) {
    it(`${modelId} tells in its own way what the answer was`, async () => {
      server.answerWith({ events: chunks.map(modelChunk) });
      const command = new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(request) });
      const { body = assert.fail('There is no stream') } = await client.send(command);
      const read: unknown[] = [];
      for await (const { chunk } of body) read.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
      assert.deepEqual(read, chunks);
      const [span = assert.fail('There is no span')] = world.tracing.spans();
      const { attributes, status } = span;
      assert.equal(
        span.name,
        `${'prompt' in request || 'inputText' in request ? 'text_completion' : 'chat'} ${modelId}`,
      );
      assert.deepEqual(
        {
          input: attributes['gen_ai.usage.input_tokens'],
          output: attributes['gen_ai.usage.output_tokens'],
          reasons: attributes['gen_ai.response.finish_reasons'],
          id: attributes['gen_ai.response.id'],
        },
        told,
      );
      assert.equal(attributes['gen_ai.request.stream'], true);
      assert.equal(status.code, SpanStatusCode.UNSET);
      assert.doesNotMatch(JSON.stringify([attributes, span.events]), /canary/);
      const points = await metering.points('gen_ai.client.token.usage');
      assert.deepEqual(
        points.map(({ sum }) => sum),
        [told['input'], told['output']].filter((tokens) => tokens !== undefined),
      );
    });
  }
});
