import { type Members, isObject } from '../propagation/copy';
import { errorType, isExpected } from '../semconv/errors';
import { serverAddress } from './client';
import type { HandlerContext } from './describeOperation';
import type { Operation, Outcome } from './operation';
import { recordable } from './recordable';

/** Describes a call that was answered; the answer may tell of a failure, wholly or of some entries. */
export function describeResult(operation: Operation, context: HandlerContext, result: unknown): Outcome {
  const output = isObject(result) && isObject(result['output']) ? result['output'] : {};
  const failure = operation.kind.definition.failure?.(output);
  return {
    output,
    ...metadata(output),
    server: contacted(operation, context),
    errorType: failure?.type,
    errorMessage: failure?.message,
  };
}

/** Describes a call that failed, by whatever was thrown. */
export function describeError(operation: Operation, context: HandlerContext, error: unknown): Outcome {
  const told: Outcome = {
    output: undefined,
    error,
    ...(isObject(error) ? metadata(error) : undefined),
    server: contacted(operation, context),
  };
  if (isExpected(error, told.statusCode, operation.run?.waits === true)) return told;
  return { ...told, ...recordable(operation, error), errorType: errorType(error) };
}

function metadata(holder: Members): Partial<Outcome> | undefined {
  const data = holder['$metadata'];
  if (!isObject(data)) return undefined;
  return {
    requestId: text(data['requestId']),
    extendedRequestId: text(data['extendedRequestId']),
    statusCode: number(data['httpStatusCode']),
    attempts: number(data['attempts']),
    totalRetryDelay: number(data['totalRetryDelay']),
  };
}

function contacted({ kind }: Operation, context: HandlerContext) {
  const { client } = kind;
  // A shared context may already hold the endpoint of a later request.
  if (client.config.cacheMiddleware === true) return client.endpoint;
  return serverAddress(context.endpointV2) ?? client.endpoint;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
