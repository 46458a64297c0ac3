import assert from 'node:assert/strict';
import { bedrockRuntime } from '../../src/services/bedrockRuntime';
import { Concealment } from '../../src/services/concealment';
import { modelEstimates } from '../../src/services/modelEstimates';
import { defined } from '../../src/values';

const { operations } = bedrockRuntime;
const CHUNK = { chunk: { bytes: Buffer.from('{}') } };
const STREAMS = ['ConverseStream', 'InvokeModelWithResponseStream', 'InvokeModelWithBidirectionalStream'];

describe('an event of a conversation that is streamed', () => {
  const told = (event: unknown) => operations['ConverseStream']?.eventResponse?.(event);

  it('tells why the answer ended, and its tokens', () => {
    assert.deepEqual(told({ messageStop: { stopReason: 'end_turn' } })?.finishReasons, ['end_turn']);
    const { inputTokens, outputTokens } = told({ metadata: { usage: { inputTokens: 3, outputTokens: 4 } } }) ?? {};
    assert.deepEqual([inputTokens, outputTokens], [3, 4]);
  });

  it('tells nothing where it is a part of the text', () => {
    for (const none of [{ contentBlockDelta: { delta: { text: 'canary' } } }, { messageStart: {} }, {}, null, 'canary'])
      assert.equal(told(none), undefined);
  });
});

for (const operation of STREAMS) {
  describe(`an error that comes as an event of ${operation}`, () => {
    const failure = (event: unknown) => operations[operation]?.eventFailure?.(event);

    it('has the name of its class, and nothing of its message', () => {
      const error = { message: 'canary' };
      const message = 'error in the stream';
      assert.deepEqual(failure({ throttlingException: error }), { type: 'ThrottlingException', message });
      assert.deepEqual(failure({ $unknown: [], modelStreamErrorException: error }), {
        type: 'ModelStreamErrorException',
        message,
      });
    });

    it('is none of the others', () => {
      for (const none of [CHUNK, { metadata: {} }, { exceptions: 1 }, {}, null, 'throttlingException'])
        assert.equal(failure(none), undefined);
    });
  });
}

describe('an error that quotes a part of the body for a model', () => {
  const PROMPT = 'a canary of the prompt';
  for (const operation of ['InvokeModel', 'InvokeModelWithResponseStream']) {
    const shown = (input: object, message: string): string => {
      const into = new Concealment(message);
      operations[operation]?.conceals?.(input, into);
      return into.shown();
    };

    it(`${operation}: shows no text of it, and numbers and short words`, () => {
      const body = JSON.stringify({ max_tokens: 4711, messages: [{ role: 'usr', content: PROMPT }] });
      for (const given of [body, Buffer.from(body)]) {
        assert.equal(shown({ body: given }, `usr, 4711: ${PROMPT}`), 'usr, 4711: **');
      }
    });

    it(`${operation}: shows nothing where the body is no JSON that can be read`, () => {
      for (const body of [`no JSON: ${PROMPT}`, JSON.stringify(PROMPT), `{"text":"${PROMPT.repeat(10_000)}"}`]) {
        assert.equal(shown({ body }, 'near canary'), '**');
        assert.equal(shown({ body: Buffer.from(body) }, 'near canary'), '**');
      }
    });

    it(`${operation}: is as it is where there is no body`, () => {
      for (const body of [undefined, null, 7, {}]) assert.equal(shown({ body }, 'body is missing'), 'body is missing');
    });
  }
});

describe('what is estimated of the tokens that nobody tells', () => {
  const [modelId, body] = ['mistral.mistral-7b-instruct-v0:2', JSON.stringify({ prompt: 'x'.repeat(13) })];
  const outputs = [null, { text: 'x'.repeat(7) }];

  it('six characters are a token', () => {
    assert.deepEqual(modelEstimates.request({ modelId, body }), { inputTokens: 3 });
    assert.deepEqual(modelEstimates.response({ body: JSON.stringify({ outputs }) }, { modelId }), { outputTokens: 2 });
    const event = { chunk: { bytes: Buffer.from(JSON.stringify({ outputs })) } };
    assert.deepEqual(modelEstimates.event(event, { modelId }), { outputTokens: 2 });
  });

  it('nothing of a model without a name, of others, and of those that tell', () => {
    for (const other of [undefined, 7, 'ai21.jamba-1-5-mini-v1:0', 'meta.llama3-mistral-8b']) {
      assert.equal(modelEstimates.request({ modelId: other, body }), undefined);
      assert.equal(modelEstimates.response({ body: JSON.stringify({ outputs }) }, { modelId: other }), undefined);
    }
    assert.deepEqual(defined(modelEstimates.request({ modelId, body: '{"prompt":7}' }) ?? {}), {});
  });
});
