import assert from 'node:assert/strict';
import { bedrockRuntime } from '../../src/services/bedrockRuntime';
import { modelAndOperation } from '../../src/services/modelRequest';
import { Described } from './describe';

const MODEL = 'maker.model-v1:0';
const GENERATION = ['image-generator', 'nova-canvas', 'nova-reel', 'stability.sd3', 'luma.ray', 'nova-sonic'];
const invoke = (body: object, operation = 'InvokeModel') =>
  new Described(bedrockRuntime, operation).request({ modelId: MODEL, body: JSON.stringify(body) });

describe('the parameters of a request to a model', () => {
  const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
    max_tokens: [
      'maxTokens',
      'max_tokens',
      'max_new_tokens',
      'maxTokenCount',
      'max_gen_len',
      'max_tokens_to_sample',
      'max_completion_tokens',
    ],
    temperature: ['temperature'],
    top_p: ['topP', 'top_p', 'p'],
    top_k: ['topK', 'top_k', 'k'],
    frequency_penalty: ['frequency_penalty'],
    presence_penalty: ['presence_penalty'],
    seed: ['seed'],
  };
  for (const [parameter, spellings] of Object.entries(SPELLINGS)) {
    for (const spelling of spellings) {
      it(`${parameter}, which a family spells ${spelling}`, () => {
        for (const body of [
          { [spelling]: 7 },
          { inferenceConfig: { [spelling]: 7 } },
          { textGenerationConfig: { [spelling]: 7 } },
        ]) {
          assert.equal(invoke(body)[`gen_ai.request.${parameter}`], 7);
        }
        for (const none of ['7', null, [7], {}]) {
          assert.equal(invoke({ [spelling]: none })[`gen_ai.request.${parameter}`], undefined);
        }
      });
    }
  }

  for (const spelling of ['stopSequences', 'stop_sequences', 'stop']) {
    it(`stop sequences, which a family spells ${spelling}`, () => {
      assert.deepEqual(invoke({ [spelling]: ['END'] })['gen_ai.request.stop_sequences'], ['END']);
    });
  }
});

describe('what a model is asked to do', () => {
  const operation = (body: object, modelId: unknown = MODEL) =>
    modelAndOperation({ modelId, body: JSON.stringify(body) }).operation;

  for (const [id, asked] of [
    ['amazon.titan-embed-text-v2:0', 'embeddings'],
    ['cohere.rerank-v3-5:0', 'rerank'],
    ...GENERATION.map((name) => [`amazon.${name}`, 'generate_content']),
  ] as const) {
    it(`${id} tells it: ${asked}`, () => {
      assert.equal(operation({ prompt: 'canary' }, id), asked);
      assert.equal(modelAndOperation({ modelId: id }).operation, asked);
    });
  }

  it('a body with a prompt is no conversation, and one with messages is one, whatever else it has', () => {
    for (const prompt of ['prompt', 'inputText']) assert.equal(operation({ [prompt]: 'canary' }), 'text_completion');
    for (const conversation of ['messages', 'chat_history', 'message']) {
      assert.equal(operation({ [conversation]: [] }), 'chat');
      assert.equal(operation({ [conversation]: [], prompt: 'canary' }), 'chat');
    }
    assert.equal(operation({}), 'chat');
  });

  it('is asked of nobody where the model is no text', () => {
    assert.deepEqual(modelAndOperation({ modelId: 7, body: '{"prompt":"canary"}' }), {
      model: undefined,
      operation: 'text_completion',
    });
  });
});

describe('what requests to models tell beside that', () => {
  it('that the answer is a stream', () => {
    const streamed = (operation: string) =>
      new Described(bedrockRuntime, operation).request({ modelId: MODEL, body: '{}' })['gen_ai.request.stream'];
    assert.deepEqual(
      [
        'Converse',
        'InvokeModel',
        'ConverseStream',
        'InvokeModelWithResponseStream',
        'InvokeModelWithBidirectionalStream',
      ].map(streamed),
      [undefined, undefined, true, true, true],
    );
    const { 'gen_ai.request.max_tokens': limit } = invoke({ max_tokens: 9 }, 'InvokeModelWithResponseStream');
    assert.equal(limit, 9);
  });

  it('the guardrail', () => {
    for (const operation of ['InvokeModel', 'InvokeModelWithResponseStream']) {
      const described = new Described(bedrockRuntime, operation);
      const attributes = described.request({ modelId: MODEL, body: '{}', guardrailIdentifier: 'guard' });
      assert.equal(attributes['aws.bedrock.guardrail.id'], 'guard');
    }
  });
});
