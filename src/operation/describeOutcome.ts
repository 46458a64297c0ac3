import { errorType, isAbort, isExpected } from '../semconv/errors';
import { serverAddress } from './client';
import type { HandlerContext } from './describeOperation';
import type { Operation, Outcome } from './operation';
import { recordable } from './recordable';
import { requestHost } from './requestHost';
import { signedRegion } from './signedRegion';
import { type Members, isObject, membersOf, number, text } from '../values';

/** Describes a call that got an answer. The answer may still report a failure of the whole call or of some entries. */
export function describeResult(operation: Operation, context: HandlerContext, result: unknown): Outcome {
  const { output } = describeAnswer(result);
  const { definition, service } = operation.kind;
  const failure = output && definition.failure?.(output);
  const outcome = told(output, undefined, undefined, placeOf(operation, context), failure?.type, failure?.message);
  if (service.semconv.measuresAnswer !== true && definition.events === undefined) return outcome;
  // Bedrock tells the tokens in headers, whose names are lower-cased by the SDK.
  const { headers, body } = membersOf(membersOf(result)['response']);
  return { ...outcome, headers, body };
}

/** Says only that a call got an answer, for calls that no span and no metric records. */
export function describeAnswer(result: unknown): Outcome {
  return { output: isObject(result) && isObject(result['output']) ? result['output'] : {} };
}

/** Describes a call that failed. Anything may have been thrown. */
export function describeError(operation: Operation, context: HandlerContext, error: unknown): Outcome {
  const place = placeOf(operation, context);
  const expected = told(undefined, error, undefined, place);
  if (isExpected(error, expected.statusCode, operation.run?.waits === true)) return expected;
  const { exception, errorMessage } = recordable(operation, error);
  const outcome = told(undefined, error, exception, place, errorType(error), errorMessage);
  return isAbort(error) ? { ...outcome, tolerated: 'aborted' } : outcome;
}

/** Of an error that could not be described: the call has failed nevertheless. */
export function undescribedError(error: unknown): Outcome {
  return { output: undefined, error, errorType: errorType(error) };
}

/** Adds the metadata of the answer. An error that came from the service has metadata, too. */
function told(
  output: object | undefined,
  error: unknown,
  exception: Outcome['exception'],
  { server, region }: Place,
  type?: string,
  errorMessage?: string,
): Outcome {
  const { $metadata } = (output ?? (isObject(error) ? error : NOTHING)) as { $metadata?: unknown };
  const data = isObject($metadata) ? $metadata : NOTHING;
  return {
    output,
    error,
    exception,
    requestId: text(data['requestId']),
    extendedRequestId: text(data['extendedRequestId']),
    statusCode: number(data['httpStatusCode']),
    attempts: number(data['attempts']),
    totalRetryDelay: number(data['totalRetryDelay']),
    server,
    region,
    errorType: type,
    errorMessage,
  };
}

const NOTHING: Members = Object.freeze({});

type Place = Pick<Outcome, 'server' | 'region'>;

function placeOf(operation: Operation, context: HandlerContext): Place {
  return { server: contacted(operation, context), region: regionOf(operation, context) };
}

function regionOf({ kind }: Operation, context: HandlerContext): string | undefined {
  return kind.client.config.cacheMiddleware === true ? undefined : signedRegion(context);
}

function contacted({ kind }: Operation, context: HandlerContext): Outcome['server'] {
  const { client } = kind;
  // A shared context may already contain the endpoint of a later request.
  if (client.config.cacheMiddleware === true) return client.endpoint;
  return requestHost(context) ?? serverAddress(context.endpointV2) ?? client.endpoint;
}
