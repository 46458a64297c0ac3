import assert from 'node:assert/strict';
import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  ConverseCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SpanKind } from '@opentelemetry/api';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { type Metering, startMetering } from '../support/metering';
import { type ServicesWorld, attributesOf, startServicesWorld } from './servicesWorld';

const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0';
const messages = [{ role: 'user' as const, content: [{ text: 'canary-prompt' }] }];

/** An answer of each family, and what it tells. */
const FAMILIES: readonly [model: string, request: object, answer: object, told: Readonly<Record<string, unknown>>][] = [
  [
    CLAUDE,
    { max_tokens: 9, top_k: 5, stop_sequences: ['END'], messages: [] },
    {
      id: 'msg_1',
      model: 'claude-3-haiku',
      stop_reason: 'end_turn',
      content: [{ text: 'canary' }],
      usage: { input_tokens: 3, output_tokens: 4, cache_read_input_tokens: 10, cache_creation_input_tokens: 20 },
    },
    {
      operation: 'chat',
      max_tokens: 9,
      input: 33,
      output: 4,
      reasons: ['end_turn'],
    },
  ],
  [
    'amazon.nova-lite-v1:0',
    { inferenceConfig: { max_new_tokens: 9 }, messages: [] },
    { stopReason: 'end_turn', output: { message: {} }, usage: { inputTokens: 3, outputTokens: 4 } },
    { operation: 'chat', max_tokens: 9, input: 3, output: 4, reasons: ['end_turn'] },
  ],
  [
    'amazon.titan-text-lite-v1',
    { inputText: 'canary', textGenerationConfig: { maxTokenCount: 9 } },
    { inputTextTokenCount: 3, results: [{ tokenCount: 4, outputText: 'canary', completionReason: 'FINISH' }] },
    { operation: 'text_completion', max_tokens: 9, input: 3, output: 4, reasons: ['FINISH'] },
  ],
  [
    'meta.llama3-8b-instruct-v1:0',
    { prompt: 'canary', max_gen_len: 9 },
    { generation: 'canary', prompt_token_count: 3, generation_token_count: 4, stop_reason: 'stop' },
    { operation: 'text_completion', max_tokens: 9, input: 3, output: 4, reasons: ['stop'] },
  ],
  [
    'cohere.command-text-v14',
    { prompt: 'canary', max_tokens: 9 },
    { id: 'id', generations: [{ finish_reason: 'COMPLETE', text: 'canary' }] },
    { operation: 'text_completion', max_tokens: 9, input: undefined, output: undefined, reasons: ['COMPLETE'] },
  ],
  [
    'cohere.command-r-v1:0',
    { message: 'canary', max_tokens: 9 },
    { finish_reason: 'MAX_TOKENS', text: 'canary', meta: { billed_units: { input_tokens: 3, output_tokens: 4 } } },
    { operation: 'chat', max_tokens: 9, input: 3, output: 4, reasons: ['MAX_TOKENS'] },
  ],
  [
    'mistral.mistral-large-2407-v1:0',
    { messages: [], max_tokens: 9 },
    {
      choices: [{ finish_reason: 'stop', message: { content: 'canary' } }],
      usage: { prompt_tokens: 3, completion_tokens: 4 },
    },
    { operation: 'chat', max_tokens: 9, input: 3, output: 4, reasons: ['stop'] },
  ],
  [
    'amazon.titan-embed-text-v2:0',
    { inputText: 'canary' },
    { embedding: [1, 2], inputTextTokenCount: 3 },
    { operation: 'embeddings', max_tokens: undefined, input: 3, output: undefined, reasons: undefined },
  ],
];

describe('Bedrock', () => {
  let server: CannedServer;
  let world: ServicesWorld;
  let metering: Metering;
  let client: BedrockRuntimeClient;
  let agents: BedrockAgentRuntimeClient;

  before(async () => {
    server = await startCannedServer();
    world = startServicesWorld();
    client = world.own(
      new BedrockRuntimeClient({ ...server.clientConfig, maxAttempts: 1, requestHandler: new NodeHttpHandler() }),
    );
    agents = world.own(
      new BedrockAgentRuntimeClient({ ...server.clientConfig, maxAttempts: 1, requestHandler: new NodeHttpHandler() }),
    );
  });
  after(async () => {
    await world.stop();
    await server.stop();
  });
  beforeEach(() => {
    world.reset();
    server.reset();
    metering = startMetering();
  });
  afterEach(() => metering.stop());

  it('a conversation is called by its model, and counted', async () => {
    server.answerWith({
      body: {
        output: { message: { role: 'assistant', content: [{ text: 'canary-answer' }] } },
        stopReason: 'max_tokens',
        usage: { inputTokens: 8, outputTokens: 10, totalTokens: 18 },
      },
    });
    const inferenceConfig = { maxTokens: 10, temperature: 0.8, topP: 1, stopSequences: ['|'] };
    const guardrailConfig = { guardrailIdentifier: 'guard', guardrailVersion: '1' };
    await client.send(new ConverseCommand({ modelId: CLAUDE, messages, inferenceConfig, guardrailConfig }));
    const span = world.tracing.span(`chat ${CLAUDE}`);
    assert.equal(span.kind, SpanKind.CLIENT);
    assert.deepEqual(attributesOf(span, 'gen_ai', 'aws.bedrock', 'rpc.method'), {
      'rpc.method': 'Converse',
      'aws.bedrock.guardrail.id': 'guard',
      'gen_ai.provider.name': 'aws.bedrock',
      'gen_ai.system': 'aws.bedrock',
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': CLAUDE,
      'gen_ai.request.max_tokens': 10,
      'gen_ai.request.temperature': 0.8,
      'gen_ai.request.top_p': 1,
      'gen_ai.request.stop_sequences': ['|'],
      'gen_ai.response.finish_reasons': ['max_tokens'],
      'gen_ai.usage.input_tokens': 8,
      'gen_ai.usage.output_tokens': 10,
    });
    assert.doesNotMatch(JSON.stringify([span.attributes, span.events]), /canary/);
    const tokens = await metering.points('gen_ai.client.token.usage');
    assert.deepEqual(
      tokens.map(({ sum, attributes }) => [attributes['gen_ai.token.type'], sum, attributes['gen_ai.request.model']]),
      [
        ['input', 8, CLAUDE],
        ['output', 10, CLAUDE],
      ],
    );
    assert.equal((await metering.points('gen_ai.client.operation.duration'))[0]?.value, 1);
  });

  for (const [modelId, request, answer, told] of FAMILIES) {
    it(`${modelId} tells its tokens in its own way`, async () => {
      server.answerWith({ body: answer });
      const { body } = await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(request) }));
      assert.deepEqual(JSON.parse(body.transformToString()), answer);
      const { attributes } = world.tracing.span(`${String(told['operation'])} ${modelId}`);
      assert.deepEqual(
        {
          operation: attributes['gen_ai.operation.name'],
          max_tokens: attributes['gen_ai.request.max_tokens'],
          input: attributes['gen_ai.usage.input_tokens'],
          output: attributes['gen_ai.usage.output_tokens'],
          reasons: attributes['gen_ai.response.finish_reasons'],
        },
        told,
      );
      assert.doesNotMatch(JSON.stringify(attributes), /canary/);
    });
  }

  it('what an answer does not tell, or is too large to be read for, is in its headers', async () => {
    const headers = { 'x-amzn-bedrock-input-token-count': '3', 'x-amzn-bedrock-output-token-count': '4' };
    server.answerWith({ headers, body: { generations: [{ text: 'x'.repeat(300_000) }] } });
    await client.send(new InvokeModelCommand({ modelId: 'cohere.command-text-v14', body: '{"prompt":"canary"}' }));
    const { attributes } = world.tracing.span('text_completion cohere.command-text-v14');
    assert.equal(attributes['gen_ai.usage.input_tokens'], 3);
    assert.equal(attributes['gen_ai.usage.output_tokens'], 4);
  });

  it('an error that quotes the prompt does not tell it', async () => {
    const Message = 'bad: canary-prompt-of-body';
    server.answerWith({
      status: 400,
      headers: { 'x-amzn-errortype': 'ValidationException' },
      body: { message: Message },
    });
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'canary-prompt-of-body' }] });
    await assert.rejects(client.send(new InvokeModelCommand({ modelId: CLAUDE, body })), { message: Message });
    const { attributes, status, events } = world.tracing.span(`chat ${CLAUDE}`);
    assert.equal(attributes['error.type'], 'ValidationException');
    assert.doesNotMatch(JSON.stringify([attributes, status, events]), /canary/);
    const [point] = await metering.points('gen_ai.client.operation.duration');
    assert.equal(point?.attributes['error.type'], 'ValidationException');
  });

  it('a guardrail and a knowledge base are known by id, and are no calls of a model', async () => {
    const content = [{ text: { text: 'canary' } }];
    await client.send(
      new ApplyGuardrailCommand({ guardrailIdentifier: 'guard', guardrailVersion: '1', source: 'INPUT', content }),
    );
    const applied = world.tracing.span('BedrockRuntime.ApplyGuardrail');
    assert.deepEqual(attributesOf(applied, 'gen_ai', 'aws.bedrock'), { 'aws.bedrock.guardrail.id': 'guard' });
    await agents.send(new RetrieveCommand({ knowledgeBaseId: 'BASE', retrievalQuery: { text: 'canary' } }));
    const retrieved = world.tracing.span('BedrockAgentRuntime.Retrieve');
    assert.deepEqual(attributesOf(retrieved, 'gen_ai', 'aws.bedrock'), { 'aws.bedrock.knowledge_base.id': 'BASE' });
    assert.doesNotMatch(JSON.stringify([applied.attributes, retrieved.attributes]), /canary/);
  });
});
