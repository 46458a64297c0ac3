import type { GenAiAnswer } from '../semconv/genAi';
import { bytesOf, firstOf, jsonIn } from './modelJson';
import type { Estimates } from './service';
import { type Members, membersOf, text } from '../values';

/** By this, Bedrock's page on prices of training estimates tokens, and after it the stock package those of calls. */
const CHARACTERS_OF_TOKEN = 6;

/** Where a family of models has its texts. */
interface Family {
  /** A part of the model's id. */
  readonly id: string;
  readonly prompt: (request: Members) => unknown;
  /** In an answer, and in a chunk of a stream. */
  readonly answer: (answer: Members) => unknown;
}

/** In this order: the second one's id is a part of the first one's. All others tell their tokens. */
const FAMILIES: readonly Family[] = [
  { id: 'cohere.command-r', prompt: (request) => request['message'], answer: (answer) => answer['text'] },
  {
    id: 'cohere.command',
    prompt: (request) => request['prompt'],
    answer: ({ generations }) => firstOf(generations)['text'],
  },
  { id: 'mistral', prompt: (request) => request['prompt'], answer: ({ outputs }) => firstOf(outputs)['text'] },
];
const OTHERS = /amazon\.(?:titan|nova)|anthropic\.claude|meta\.llama/;

/**
 * What `@opentelemetry/instrumentation-aws-sdk` calls the tokens of a call: characters divided by six, and of a stream
 * those of its last text. Only lengths are read; of a body that is too large to read nothing is estimated.
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/blob/main/packages/instrumentation-aws-sdk/src/services/bedrock-runtime.ts
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html
 */
export const modelEstimates: Estimates<GenAiAnswer> = {
  request(input: Members) {
    const family = familyOf(input);
    return family && { inputTokens: tokensOf(family.prompt(membersOf(jsonIn(input['body'])))) };
  },
  response: (output: Members, input: Members) => estimatedAnswer(output['body'], input),
  event: (event, input: Members) => estimatedAnswer(bytesOf(membersOf(membersOf(event)['chunk'])['bytes']), input),
};

function estimatedAnswer(body: unknown, input: Members): GenAiAnswer | undefined {
  const family = familyOf(input);
  return family && { outputTokens: tokensOf(family.answer(membersOf(jsonIn(body)))) };
}

function familyOf(input: Members): Family | undefined {
  const model = text(input['modelId']);
  return model === undefined || OTHERS.test(model) ? undefined : FAMILIES.find(({ id }) => model.includes(id));
}

function tokensOf(value: unknown): number | undefined {
  return typeof value === 'string' ? Math.ceil(value.length / CHARACTERS_OF_TOKEN) : undefined;
}
