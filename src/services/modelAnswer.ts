import type { GenAiAnswer } from '../semconv/genAi';
import { among, bytesOf, jsonIn } from './modelJson';
import { type Members, entriesOf, integer, membersOf, number } from '../values';

/** A word of the model's maker, and no text of an answer. */
const REASON = /^[\w.-]{1,64}$/;
const ID = /^[\w.:/-]{1,256}$/;
/** What the last chunk of every model's stream has. @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-invoke.html */
const METRICS = 'amazon-bedrock-invocationMetrics';
/** What a chunk that tells anything beside text has at least one of. Few of hundreds do: only these are parsed. */
const TELLING = [
  METRICS,
  '"usage"',
  'billed_units',
  'message_start',
  'top_reason',
  'topReason',
  'inish_reason',
  'ompletionReason',
];

/**
 * What an answer says of itself, in the spelling of its family: Claude, Nova, Titan, Llama, Cohere, Mistral, and those
 * that are called like OpenAI's. What a family does not tell is not known.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export function answerOf(value: unknown): GenAiAnswer {
  const answer = membersOf(value);
  // The first event of Claude's stream has the whole message, its last ones have a change of it; Cohere's last one has all.
  const [message, delta, response] = [
    membersOf(answer['message']),
    membersOf(answer['delta']),
    membersOf(answer['response']),
  ];
  const whole = [answer, message, response];
  return {
    id: among(whole, ['id', 'response_id', 'generation_id'], wordIn(ID)),
    model: among(whole, ['model'], wordIn(ID)),
    finishReasons: reasonsOf([delta, membersOf(answer['messageStop']), ...whole], answer),
    ...tokensOf(answer, [...whole, delta, membersOf(answer['metadata'])]),
  };
}

/** What a chunk of a stream says of the answer; undefined if it is only a part of its text. */
export function answerInChunk(event: unknown): GenAiAnswer | undefined {
  const bytes = bytesOf(membersOf(membersOf(event)['chunk'])['bytes']);
  if (bytes === undefined || !TELLING.some((mark) => bytes.includes(mark))) return undefined;
  const told = jsonIn(bytes);
  return told === undefined ? undefined : answerOf(told);
}

/** What the headers of an answer say: all that some families have, and all there is of an answer too large to read. */
export function tokensInHeaders(headers: unknown): GenAiAnswer {
  const told = (name: string): number | undefined => integer(membersOf(headers)[`x-amzn-bedrock-${name}-token-count`]);
  return withCache(told('input'), told('output'), told('cache-read-input'), told('cache-write-input'));
}

/** The facts of one answer with those of another one where it does not know them. */
export function answerOrElse(answer: GenAiAnswer, other: GenAiAnswer): GenAiAnswer {
  // The tokens of the cache are a part of the input: both are of the same one.
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = answer.inputTokens === undefined ? other : answer;
  const outputTokens = answer.outputTokens ?? other.outputTokens;
  return { ...answer, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
}

function reasonsOf(places: readonly Members[], answer: Members): string[] {
  const reason = among(places, ['stop_reason', 'stopReason', 'finish_reason', 'completionReason'], wordIn(REASON));
  if (reason !== undefined) return [reason];
  const many = ['outputs', 'choices', 'generations', 'results'].flatMap((list) => entriesOf<Members>(answer[list]));
  return many.flatMap(
    (each) => among([each], ['finish_reason', 'stop_reason', 'completionReason'], wordIn(REASON)) ?? [],
  );
}

type Tokens = Pick<GenAiAnswer, 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'>;

function tokensOf(answer: Members, places: readonly Members[]): Tokens {
  const usage = places.map((each) => membersOf(each['usage']));
  const cohere = [...usage, ...places.map((each) => membersOf(each['meta']))].flatMap((each) => [
    membersOf(each['billed_units']),
    membersOf(each['tokens']),
  ]);
  const ofAll = [...usage, ...cohere, membersOf(answer[METRICS])];
  // These count the tokens of the cache apart from the others.
  const apart = withCache(
    among(ofAll, ['input_tokens', 'inputTokens', 'inputTokenCount'], count),
    among(ofAll, ['output_tokens', 'outputTokens', 'outputTokenCount'], count),
    among(ofAll, CACHE_READ, count),
    among(ofAll, CACHE_WRITE, count),
  );
  return {
    inputTokens:
      apart.inputTokens ??
      among([...usage, answer], ['prompt_tokens', 'prompt_token_count', 'inputTextTokenCount'], count),
    outputTokens:
      apart.outputTokens ??
      among([...usage, answer], ['completion_tokens', 'generation_token_count', 'totalOutputTextTokenCount'], count) ??
      tokensOfResults(answer),
    cacheReadTokens: apart.cacheReadTokens ?? among(usage, ['prompt_tokens_details'], cachedTokens),
    cacheWriteTokens: apart.cacheWriteTokens,
  };
}

const CACHE_READ = ['cache_read_input_tokens', 'cacheReadInputTokens', 'cacheReadInputTokenCount'];
const CACHE_WRITE = ['cache_creation_input_tokens', 'cacheWriteInputTokens', 'cacheWriteInputTokenCount'];

/** The convention counts the tokens of the cache as tokens of the prompt, too. */
function withCache(input?: number, output?: number, read?: number, written?: number): Tokens {
  return {
    inputTokens: input === undefined ? undefined : input + (read ?? 0) + (written ?? 0),
    outputTokens: output,
    cacheReadTokens: read,
    cacheWriteTokens: written,
  };
}

/** Titan counts for each of its results. */
function tokensOfResults({ results }: Members): number | undefined {
  const counts = entriesOf<Members>(results).flatMap(({ tokenCount }) => count(tokenCount) ?? []);
  return counts.length > 0 ? counts.reduce((sum, each) => sum + each) : undefined;
}

function cachedTokens(details: unknown): number | undefined {
  return count(membersOf(details)['cached_tokens']);
}

function count(value: unknown): number | undefined {
  const counted = number(value) ?? -1;
  return Number.isSafeInteger(counted) && counted >= 0 ? counted : undefined;
}

function wordIn(form: RegExp): (value: unknown) => string | undefined {
  return (value) => (typeof value === 'string' && form.test(value) ? value : undefined);
}
