import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

/** For what AWS does and not the application. */
export function untraced<Result>(call: () => Result): Result {
  return context.with(suppressTracing(context.active()), call);
}
