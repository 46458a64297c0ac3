import type * as Lambda from '@aws-sdk/client-lambda';
import { injectIntoClientContext } from '../propagation/clientContext';
import { type LambdaRequest, type LambdaResponse, lambdaSemconv } from '../semconv/lambda';
import { type Failure, type OperationDefinition, defineService } from './service';
import { copyWith, isBytes, isObject, parseJson, text } from '../values';

type Operation = OperationDefinition<LambdaRequest, LambdaResponse>;

/** A name, a partial ARN or a full ARN, with or without an alias or a version. */
const FUNCTION =
  /^(?:arn:[\w-]+:lambda:)?(?:([a-z]{2,}(?:-[a-z]+)+-\d+):)?(?:\d{12}:)?(?:function:)?([\w.-]+)(?::(?:\$LATEST(?:\.PUBLISHED)?|[\w-]+))?$/;

interface Invoking {
  readonly FunctionName?: unknown;
  readonly InvocationType?: unknown;
}

function regionOf({ FunctionName }: Invoking): string | undefined {
  return typeof FunctionName === 'string' ? FUNCTION.exec(FunctionName)?.[1] : undefined;
}

function nameOf({ FunctionName }: Invoking): string | undefined {
  return typeof FunctionName === 'string' ? FUNCTION.exec(FunctionName)?.[2] : undefined;
}

const invokeAsync: Operation = {
  request: (input: Invoking) => ({
    invocation: { functionName: nameOf(input), invocationType: text(input.InvocationType) },
  }),
  standard: {
    request: (input: Invoking) => ({ invocation: { functionName: nameOf(input), invocationType: undefined } }),
  },
  region: regionOf,
};

/** Lambda gives the client context to the function only in synchronous invocations. An `Event` invocation loses it. */
const invokeWithResponseStream: Operation = {
  ...invokeAsync,
  destination: ({ FunctionName }: Invoking) => text(FunctionName),
  inject(input: { ClientContext?: string | undefined }, contexts) {
    const context = contexts.contextOf(0);
    const keeps = (carrier: object): boolean => contexts.keeps(carrier);
    const ClientContext = context && injectIntoClientContext(input.ClientContext, context, keeps);
    return ClientContext === undefined ? input : (copyWith(input, { ClientContext }) ?? input);
  },
};

const FUNCTION_ERROR = 'function error';

/** The last event says whether the function failed. @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
const streamed: Operation = {
  ...invokeWithResponseStream,
  events: ({ EventStream }: Lambda.InvokeWithResponseStreamCommandOutput) => EventStream,
  eventFailure(event) {
    const complete = isObject(event) ? event['InvokeComplete'] : undefined;
    const code = isObject(complete) ? complete['ErrorCode'] : undefined;
    if (typeof code !== 'string' || code === '') return undefined;
    return { type: ERROR_TYPE.test(code) ? code : UNHANDLED, message: FUNCTION_ERROR };
  },
};

const invoke: Operation = {
  ...invokeWithResponseStream,
  failure: ({ FunctionError, Payload }: Lambda.InvokeCommandOutput) =>
    FunctionError === undefined || FunctionError === '' ? undefined : functionFailure(Payload),
};

const UNHANDLED = 'Unhandled';
/** A stack trace has a few kilobytes. The answer of a function may have six megabytes. */
const MAX_ERROR_BYTES = 65_536;
/** The name of a class, or a name that a runtime gives instead: `Runtime.ExitError`, `Sandbox.Timedout`. */
const ERROR_TYPE = /^[\w$][\w$.:/-]{0,127}$/;

/**
 * The failure of a function that threw. Its answer is the error; the error's message is content and is not recorded.
 */
function functionFailure(payload: unknown): Failure {
  return { type: errorTypeOf(payload) ?? UNHANDLED, message: FUNCTION_ERROR };
}

function errorTypeOf(payload: unknown): string | undefined {
  if (!isBytes(payload) || payload.byteLength > MAX_ERROR_BYTES) return undefined;
  const error = parseJson(Buffer.from(payload).toString('utf8'));
  const type = isObject(error) ? error['errorType'] : undefined;
  return typeof type === 'string' && ERROR_TYPE.test(type) ? type : undefined;
}

/** The mapping of an event source to a function: the answer to its creation says its id first. */
const mapping: Operation = { request: idOfMapping, response: idOfMapping };

function idOfMapping({ UUID }: { readonly UUID?: unknown }): LambdaRequest & LambdaResponse {
  return { mappingId: text(UUID) };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export const lambda = defineService<LambdaRequest, LambdaResponse>({
  id: 'Lambda',
  semconv: lambdaSemconv,
  operations: {
    Invoke: invoke,
    InvokeAsync: invokeAsync,
    InvokeWithResponseStream: streamed,
    CreateEventSourceMapping: mapping,
    DeleteEventSourceMapping: mapping,
    GetEventSourceMapping: mapping,
    UpdateEventSourceMapping: mapping,
  },
});
