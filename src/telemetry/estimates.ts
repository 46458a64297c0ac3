import type { Attributes } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { safely } from './safely';

// Only spans have estimates, and only those of a configuration that asks for them. Metrics count what the service tells.

/** Looks at an event of a stream, and says what is estimated so far, for the request and for the answer. */
export type StreamEstimates = (event: unknown) => Attributes | undefined;

/** Of the request, for the start of its span. */
export function estimatedAtStart(operation: Operation, options: Options): Attributes | undefined {
  const { estimates } = operation.kind.definition;
  if (!options.estimates || estimates === undefined) return undefined;
  return attributesOf(operation, options, safely('estimating the request', estimates.request, operation.input));
}

/** Of a whole answer. */
export function estimatedOfAnswer(operation: Operation, options: Options, { output }: Outcome): Attributes | undefined {
  const response = options.estimates ? operation.kind.definition.estimates?.response : undefined;
  if (response === undefined || output === undefined) return undefined;
  return attributesOf(operation, options, safely('estimating the answer', response, output, operation.input));
}

/** Of a stream, event by event. */
export function estimatesOfStream(operation: Operation, options: Options): StreamEstimates | undefined {
  const event = options.estimates ? operation.kind.definition.estimates?.event : undefined;
  if (event === undefined) return undefined;
  let known = estimatedAtStart(operation, options);
  return (each) => {
    const estimated = attributesOf(operation, options, safely('estimating an event', event, each, operation.input));
    if (estimated !== undefined) known = { ...known, ...estimated };
    return known;
  };
}

function attributesOf({ kind }: Operation, { naming }: Options, facts: unknown): Attributes | undefined {
  if (facts === undefined) return undefined;
  const attributes: Attributes = {};
  kind.service.semconv.response(attributes, facts, naming);
  return attributes;
}
