import assert from 'node:assert/strict';
import type { GenAiAnswer } from '../../src/semconv/genAi';
import { answerInChunk, answerOf, answerOrElse, tokensInHeaders } from '../../src/services/modelAnswer';
import { jsonIn } from '../../src/services/modelJson';
import { defined } from '../../src/values';

const METRICS = 'amazon-bedrock-invocationMetrics';
const told = (answer: unknown) => defined(answerOf(answer));
const tokens = ({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: GenAiAnswer) =>
  defined({ input: inputTokens, output: outputTokens, read: cacheReadTokens, written: cacheWriteTokens });
const chunk = (text: string) => ({ chunk: { bytes: Buffer.from(text) } });

describe('what the answer of a model tells', () => {
  for (const spelling of ['id', 'response_id', 'generation_id']) {
    it(`its id, which a family spells ${spelling}`, () => {
      assert.equal(told({ [spelling]: 'a-1' }).id, 'a-1');
      assert.equal(told({ message: { [spelling]: 'a-1' } }).id, 'a-1');
      for (const none of ['two words', 7, '']) assert.equal(told({ [spelling]: none }).id, undefined);
    });
  }

  it('the model that gave it', () => {
    assert.equal(told({ model: 'claude-3-haiku' }).model, 'claude-3-haiku');
    assert.equal(told({ type: 'message_start', message: { model: 'claude-3-haiku' } }).model, 'claude-3-haiku');
  });

  it('the reasons of those of its parts that have one', () => {
    assert.deepEqual(told({ generations: [{ text: 'canary' }, { finish_reason: 'COMPLETE' }] }).finishReasons, [
      'COMPLETE',
    ]);
    assert.deepEqual(told({ generations: [{ text: 'canary' }] }).finishReasons, []);
  });

  for (const [what, answer, counts] of [
    ['the cache', { usage: { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: 5 } } }, { input: 9, read: 5 }],
    ['the cache, in a message', { message: { usage: { prompt_tokens_details: { cached_tokens: 5 } } } }, { read: 5 }],
    ['the cache, apart', { usage: { input_tokens: 1, cache_read_input_tokens: 2 } }, { input: 3, read: 2 }],
    [
      'the cache, in both ways',
      { usage: { input_tokens: 1, cache_read_input_tokens: 2, prompt_tokens_details: { cached_tokens: 5 } } },
      { input: 3, read: 2 },
    ],
    ['what it wrote to it', { usage: { input_tokens: 1, cache_creation_input_tokens: 2 } }, { input: 3, written: 2 }],
    ['the last chunk of Titan', { totalOutputTextTokenCount: 4 }, { output: 4 }],
    ['the last chunk of Nova', { metadata: { usage: { inputTokens: 3, outputTokens: 4 } } }, { input: 3, output: 4 }],
    ['results of Titan', { results: [{ tokenCount: 4 }, { outputText: 'canary' }, { tokenCount: 5 }] }, { output: 9 }],
    ['zero', { usage: { input_tokens: 0, output_tokens: 0 } }, { input: 0, output: 0 }],
    ['less than zero', { usage: { input_tokens: -1, output_tokens: -1 } }, {}],
    ['parts of a token', { usage: { input_tokens: 1.5, output_tokens: 1.5 } }, {}],
    ['texts', { usage: { input_tokens: '3', output_tokens: '4' }, results: [{ tokenCount: '4' }] }, {}],
  ] as const) {
    it(`its tokens: ${what}`, () => assert.deepEqual(tokens(answerOf(answer)), counts));
  }
});

describe('what a chunk of an answer tells', () => {
  it('nothing, where it is a part of the text, or no chunk, or no JSON', () => {
    assert.equal(answerInChunk(chunk('{"generation":"canary"}')), undefined);
    assert.equal(answerInChunk(chunk('"usage" of what is no JSON')), undefined);
    for (const none of [undefined, null, {}, { chunk: {} }, { chunk: { bytes: '"usage"' } }]) {
      assert.equal(answerInChunk(none), undefined);
    }
  });

  for (const [text, expected] of [
    [`{"${METRICS}":{"inputTokenCount":3,"outputTokenCount":4}}`, { inputTokens: 3, outputTokens: 4 }],
    ['{"usage":{"completion_tokens":4}}', { outputTokens: 4 }],
    ['{"response":{"meta":{"billed_units":{"output_tokens":4}}}}', { outputTokens: 4 }],
    ['{"type":"message_start","message":{"id":"a"}}', { id: 'a' }],
    ['{"stop_reason":"stop"}', { finishReasons: ['stop'] }],
    ['{"messageStop":{"stopReason":"end_turn"}}', { finishReasons: ['end_turn'] }],
    ['{"finish_reason":"COMPLETE"}', { finishReasons: ['COMPLETE'] }],
    ['{"completionReason":"FINISH"}', { finishReasons: ['FINISH'] }],
  ] as const) {
    it(text, () => {
      assert.deepEqual(defined(answerInChunk(chunk(text)) ?? {}), { finishReasons: [], ...expected });
    });
  }
});

describe('what headers tell of an answer', () => {
  const header = (name: string) => `x-amzn-bedrock-${name}-token-count`;
  const headers = {
    [header('input')]: '3',
    [header('output')]: '4',
    [header('cache-read-input')]: '10',
    [header('cache-write-input')]: '20',
  };

  it('its tokens, those of the cache among those of the prompt', () => {
    assert.deepEqual(tokens(tokensInHeaders(headers)), { input: 33, output: 4, read: 10, written: 20 });
    for (const none of [undefined, null, {}, { [header('input')]: 'three' }]) {
      assert.deepEqual(tokens(tokensInHeaders(none)), {});
    }
  });

  it('all that an answer too large to read does not tell, the tokens of the cache, too', () => {
    assert.deepEqual(tokens(answerOrElse(answerOf(undefined), tokensInHeaders(headers))), {
      input: 33,
      output: 4,
      read: 10,
      written: 20,
    });
  });

  it('nothing that the answer tells itself', () => {
    const answer = answerOf({ id: 'a', usage: { input_tokens: 1, cache_read_input_tokens: 2 } });
    const both = answerOrElse(answer, tokensInHeaders(headers));
    assert.deepEqual(tokens(both), { input: 3, output: 4, read: 2 });
    assert.equal(both.id, 'a');
    assert.equal(answerOrElse(answerOf({ usage: { output_tokens: 0 } }), tokensInHeaders(headers)).outputTokens, 0);
  });
});

describe('the JSON of a body', () => {
  /** A text of so many bytes. */
  const json = (length: number): string => `"${'x'.repeat(length - 2)}"`;
  const LARGEST = 131_072;

  it('is read up to 128 KiB, of a text and of bytes', () => {
    assert.equal(jsonIn(json(LARGEST)), 'x'.repeat(LARGEST - 2));
    assert.equal(jsonIn(json(LARGEST + 1)), undefined);
    assert.equal(jsonIn(Buffer.from(json(LARGEST))), 'x'.repeat(LARGEST - 2));
    assert.equal(jsonIn(Buffer.from(json(LARGEST + 1))), undefined);
    assert.equal(jsonIn(new Uint8Array(Buffer.from(json(9))).buffer), 'x'.repeat(7));
  });
});
