import type { GenAiOperation, GenAiRequest } from '../semconv/genAi';
import { among, jsonIn, numberAmong } from './modelJson';
import { type Members, membersOf, text, texts } from '../values';

const EMBEDDINGS = /embed/i;
/** Models that put documents into an order. */
const RERANK = /rerank/i;
/** Models that make pictures, videos or speech. */
const CONTENT = /image|canvas|reel|stability\.|luma\.|sonic/i;
/** The members in which each family of models takes a conversation, and a plain prompt. */
const CONVERSATIONS = ['messages', 'chat_history', 'message'];
const PROMPTS = ['prompt', 'inputText'];

/**
 * What the body of `InvokeModel` asks for. Each family of models spells its parameters in its own way; an id, which may be
 * that of a profile or of a copy, does not tell the family.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export function requestInBody(input: Members): GenAiRequest {
  const body = membersOf(jsonIn(input['body']));
  return { ...parametersOf(body), ...modelAndOperation(input, body) };
}

/** The model, and what it is asked to do: no id tells that for certain. */
export function modelAndOperation(input: Members, body = membersOf(jsonIn(input['body']))): GenAiRequest {
  const model = text(input['modelId']);
  return { model, operation: operationOf(model ?? '', body) };
}

/** What the parameters of a request to a model say. */
export function parametersOf(request: Members, more: Members = {}): GenAiRequest {
  const places = [
    membersOf(request['inferenceConfig']),
    membersOf(request['textGenerationConfig']),
    request,
    more,
    // Nova has its `topK` there, beside those that `Converse` knows.
    membersOf(more['inferenceConfig']),
  ];
  return {
    maxTokens: numberAmong(places, MAX_TOKENS),
    temperature: numberAmong(places, ['temperature']),
    topP: numberAmong(places, ['topP', 'top_p', 'p']),
    topK: numberAmong(places, ['topK', 'top_k', 'k']),
    frequencyPenalty: numberAmong(places, ['frequency_penalty']),
    presencePenalty: numberAmong(places, ['presence_penalty']),
    seed: numberAmong(places, ['seed']),
    stopSequences: among(places, ['stopSequences', 'stop_sequences', 'stop'], sequences),
  };
}

/** Some families take a single one without a list. */
function sequences(value: unknown): string[] | undefined {
  return typeof value === 'string' ? [value] : texts(value);
}

const MAX_TOKENS = [
  'maxTokens',
  'max_tokens',
  'max_new_tokens',
  'maxTokenCount',
  'max_gen_len',
  'max_tokens_to_sample',
  'max_completion_tokens',
];

function operationOf(model: string, body: Members): GenAiOperation {
  if (EMBEDDINGS.test(model)) return 'embeddings';
  if (RERANK.test(model)) return 'rerank';
  if (CONTENT.test(model)) return 'generate_content';
  if (CONVERSATIONS.some((member) => body[member] !== undefined)) return 'chat';
  return PROMPTS.some((member) => body[member] !== undefined) ? 'text_completion' : 'chat';
}
