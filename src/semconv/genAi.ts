import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Naming } from './naming';
import type { Semconv } from './semconv';
import { cut, cutList, set } from './set';

const AWS_BEDROCK = 'aws.bedrock';

/**
 * The convention knows all but the last one, and takes others.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
 */
export type GenAiOperation = 'chat' | 'text_completion' | 'generate_content' | 'embeddings' | 'rerank';

/** What a request asks of a model. There is no prompt in it. */
export interface GenAiRequest {
  /** Undefined for a request to no model. */
  readonly operation?: GenAiOperation | undefined;
  /** As given: an id, or the ARN of a model, a profile or a prompt. */
  readonly model?: string | undefined;
  readonly stream?: boolean | undefined;
  readonly guardrailId?: string | undefined;
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly seed?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
}

/** What an answer, or one event of it, says of itself. */
export interface GenAiAnswer {
  readonly id?: string | undefined;
  readonly model?: string | undefined;
  readonly finishReasons?: string[] | undefined;
  /** All tokens of the prompt, those of the cache included. */
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
}

/** @see https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/aws-bedrock.md */
export const genAiSemconv: Semconv<GenAiRequest, GenAiAnswer> = {
  measuresAnswer: true,
  constants: () => ({}),
  spanName: genAiSpanName,
  request(attributes, facts, naming) {
    set(attributes, names.ATTR_AWS_BEDROCK_GUARDRAIL_ID, facts.guardrailId);
    if (facts.operation !== undefined) setModelRequest(attributes, facts.operation, facts, naming);
  },
  response(attributes, { id, model, finishReasons, ...tokens }) {
    set(attributes, names.ATTR_GEN_AI_RESPONSE_ID, id);
    set(attributes, names.ATTR_GEN_AI_RESPONSE_MODEL, model);
    if (finishReasons !== undefined && finishReasons.length > 0) {
      attributes[names.ATTR_GEN_AI_RESPONSE_FINISH_REASONS] = cutList(finishReasons);
    }
    setTokens(attributes, names.ATTR_GEN_AI_USAGE_INPUT_TOKENS, tokens.inputTokens);
    setTokens(attributes, names.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS, tokens.outputTokens);
    setTokens(attributes, names.ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, tokens.cacheReadTokens);
    setTokens(attributes, names.ATTR_GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS, tokens.cacheWriteTokens);
  },
};

function setModelRequest(
  attributes: Attributes,
  operation: GenAiOperation,
  { model, stopSequences, ...facts }: GenAiRequest,
  { deprecatedGenAi }: Naming,
): void {
  attributes[names.ATTR_GEN_AI_PROVIDER_NAME] = AWS_BEDROCK;
  if (deprecatedGenAi) attributes[names.ATTR_GEN_AI_SYSTEM] = AWS_BEDROCK;
  attributes[names.ATTR_GEN_AI_OPERATION_NAME] = operation;
  set(attributes, names.ATTR_GEN_AI_REQUEST_MODEL, model && cut(model));
  if (facts.stream === true) attributes[names.ATTR_GEN_AI_REQUEST_STREAM] = true;
  set(attributes, names.ATTR_GEN_AI_REQUEST_MAX_TOKENS, facts.maxTokens);
  set(attributes, names.ATTR_GEN_AI_REQUEST_TEMPERATURE, facts.temperature);
  set(attributes, names.ATTR_GEN_AI_REQUEST_TOP_P, facts.topP);
  set(attributes, names.ATTR_GEN_AI_REQUEST_TOP_K, facts.topK);
  set(attributes, names.ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY, facts.frequencyPenalty);
  set(attributes, names.ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY, facts.presencePenalty);
  set(attributes, names.ATTR_GEN_AI_REQUEST_SEED, facts.seed);
  if (stopSequences !== undefined && stopSequences.length > 0) {
    attributes[names.ATTR_GEN_AI_REQUEST_STOP_SEQUENCES] = cutList(stopSequences);
  }
}

/** The events of a stream count from its beginning: the last count is the highest one, and the one of the answer. */
function setTokens(attributes: Attributes, name: string, tokens: number | undefined): void {
  if (tokens === undefined) return;
  const known = attributes[name];
  attributes[name] = typeof known === 'number' ? Math.max(known, tokens) : tokens;
}

/** `chat anthropic.claude-3-haiku-20240307-v1:0`: an ARN has an account, so that the name has only its last part. */
function genAiSpanName(attributes: Attributes): string | undefined {
  const operation = attributes[names.ATTR_GEN_AI_OPERATION_NAME];
  const model = attributes[names.ATTR_GEN_AI_REQUEST_MODEL];
  if (typeof operation !== 'string') return undefined;
  return typeof model === 'string' && model !== '' ? `${operation} ${nameOfModel(model)}` : operation;
}

function nameOfModel(model: string): string {
  if (!model.startsWith('arn:')) return model;
  return model.includes('/') ? model.slice(model.lastIndexOf('/') + 1) : model.split(':').slice(5).join(':');
}
