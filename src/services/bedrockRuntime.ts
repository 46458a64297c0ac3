import type * as Bedrock from '@aws-sdk/client-bedrock-runtime';
import { type GenAiAnswer, type GenAiRequest, genAiSemconv } from '../semconv/genAi';
import type { Concealment } from './concealment';
import { concealContent } from './content';
import { concealLeaves } from './leaves';
import { answerInChunk, answerOf, answerOrElse, tokensInHeaders } from './modelAnswer';
import { modelEstimates } from './modelEstimates';
import { bytesOf, jsonIn } from './modelJson';
import { modelAndOperation, parametersOf, requestInBody } from './modelRequest';
import { type Failure, type OperationDefinition, defineService } from './service';
import { type Members, isObject, membersOf, text } from '../values';

type Operation = OperationDefinition<GenAiRequest, GenAiAnswer>;

/** `topK` has no place of its own there: it is a parameter of some models only. */
const converse = {
  standard: { request: conversation },
  request: (input: Partial<Bedrock.ConverseCommandInput>) => ({
    ...parametersOf({ inferenceConfig: input.inferenceConfig }, membersOf(input.additionalModelRequestFields)),
    ...conversation(input),
    guardrailId: text(input.guardrailConfig?.guardrailIdentifier),
  }),
  response: (output: Partial<Bedrock.ConverseCommandOutput>) =>
    answerOf({ stopReason: output.stopReason, usage: output.usage }),
} satisfies Operation;

function conversation({ modelId }: Partial<Bedrock.ConverseCommandInput>): GenAiRequest {
  return { operation: 'chat', model: text(modelId) };
}

const converseStream: Operation = {
  standard: converse.standard,
  request: (input: Partial<Bedrock.ConverseStreamCommandInput>) => ({ ...converse.request(input), stream: true }),
  events: ({ stream }: Partial<Bedrock.ConverseStreamCommandOutput>) => stream,
  eventResponse(event) {
    const { messageStop, metadata } = membersOf(event);
    return messageStop === undefined && metadata === undefined ? undefined : answerOf({ messageStop, metadata });
  },
  eventFailure,
};

const invokeModel = {
  standard: { request: (input: Members) => modelAndOperation(input) },
  request: (input: Members) => ({ ...requestInBody(input), guardrailId: text(input['guardrailIdentifier']) }),
  response: ({ body }: Partial<Bedrock.InvokeModelCommandOutput>, _options, _input, headers) =>
    answerOrElse(answerOf(jsonIn(body)), tokensInHeaders(headers)),
  estimates: modelEstimates,
  conceals: concealBody,
} satisfies Operation;

const invokeModelWithResponseStream: Operation = {
  standard: invokeModel.standard,
  request: (input: Members) => ({ ...invokeModel.request(input), stream: true }),
  events: ({ body }: Partial<Bedrock.InvokeModelWithResponseStreamCommandOutput>) => body,
  eventResponse: answerInChunk,
  estimates: modelEstimates,
  eventFailure,
  conceals: concealBody,
};

/** Its events are speech. Both streams are the application's and the SDK's. */
const bidirectional: Operation = {
  request: (input) => ({ ...generation(input), stream: true }),
  standard: { request: generation },
  events: ({ body }: Partial<Bedrock.InvokeModelWithBidirectionalStreamCommandOutput>) => body,
  eventFailure,
};

function generation({ modelId }: Partial<Bedrock.InvokeModelWithBidirectionalStreamCommandInput>): GenAiRequest {
  return { operation: 'generate_content', model: text(modelId) };
}

/** An error that comes as an event, `modelStreamErrorException` say. The SDK throws those that it knows. */
function eventFailure(event: unknown): Failure | undefined {
  const name = Object.keys(membersOf(event)).find((member) => member.endsWith('Exception'));
  if (name === undefined) return undefined;
  return { type: name.charAt(0).toUpperCase() + name.slice(1), message: 'error in the stream' };
}

/** An error quotes a part of the body, which is a part of its JSON. Of a body too large to read nothing is known. */
function concealBody(input: Members, into: Concealment): void {
  concealContent(input, into);
  const { body } = input;
  if (typeof body !== 'string' && bytesOf(body) === undefined) return;
  const parsed = jsonIn(body);
  if (isObject(parsed)) concealLeaves(parsed, into, { numbers: false, parts: true, minLength: 4 });
  else into.exhaust();
}

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html */
export const bedrockRuntime = defineService<GenAiRequest, GenAiAnswer>({
  id: 'BedrockRuntime',
  semconv: genAiSemconv,
  operations: {
    Converse: converse,
    ConverseStream: converseStream,
    InvokeModel: invokeModel,
    InvokeModelWithResponseStream: invokeModelWithResponseStream,
    InvokeModelWithBidirectionalStream: bidirectional,
    ApplyGuardrail: {
      request: (input: Partial<Bedrock.ApplyGuardrailCommandInput>) => ({
        guardrailId: text(input.guardrailIdentifier),
      }),
    },
  },
});
