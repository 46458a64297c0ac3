import assert from 'node:assert/strict';
import { bedrockRuntime } from '../../src/services/bedrockRuntime';
import { Described } from './describe';

const request = (operation: string, input: object) => new Described(bedrockRuntime, operation).request(input);

describe('what requests to models tell', () => {
  it('a model that orders documents does not chat', () => {
    const body = JSON.stringify({ query: 'q', documents: ['a', 'b'], top_n: 1 });
    for (const modelId of ['cohere.rerank-v3-5:0', 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.rerank-v1:0']) {
      assert.equal(request('InvokeModel', { modelId, body })['gen_ai.operation.name'], 'rerank');
    }
    assert.equal(request('InvokeModel', { modelId: 'cohere.command-r-v1:0', body })['gen_ai.operation.name'], 'chat');
  });

  it('a stop sequence without a list', () => {
    const stopped = (body: object) =>
      request('InvokeModel', { modelId: 'm', body: JSON.stringify(body) })['gen_ai.request.stop_sequences'];
    assert.deepEqual(stopped({ messages: [], stop: 'END' }), ['END']);
    assert.deepEqual(stopped({ messages: [], stop: ['A', 'B'] }), ['A', 'B']);
    assert.equal(stopped({ messages: [], stop: 7 }), undefined);
  });

  it('the parameter of Nova beside those of every conversation', () => {
    const attributes = request('Converse', {
      modelId: 'amazon.nova-lite-v1:0',
      inferenceConfig: { maxTokens: 9 },
      additionalModelRequestFields: { inferenceConfig: { topK: 20, maxTokens: 1 } },
    });
    assert.equal(attributes['gen_ai.request.top_k'], 20);
    assert.equal(attributes['gen_ai.request.max_tokens'], 9);
  });
});
