import type { Attributes } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import type { Call } from './call';
import { safely } from './safely';

// Only spans have estimates, and only those of a configuration that asks for them. Metrics count what the service tells.

/** Of the request, for the start of its span. */
export function estimatedAtStart(operation: Operation, options: Options): Attributes | undefined {
  const { estimates } = operation.kind.definition;
  if (!options.estimates || estimates === undefined) return undefined;
  return attributesOf(operation, options, safely('estimating the request', estimates.request, operation.input));
}

/** Of a whole answer. */
export function estimatedOfAnswer({ operation, options }: Call, { output }: Outcome): Attributes | undefined {
  const response = options.estimates ? operation.kind.definition.estimates?.response : undefined;
  if (response === undefined || output === undefined) return undefined;
  return attributesOf(operation, options, safely('estimating the answer', response, output, operation.input));
}

/** Of a stream: looks at each event, and says what is estimated so far, those of the request included. */
export function estimatesOfStream({ operation, options, span }: Call): (event: unknown) => Attributes | undefined {
  const event = options.estimates ? operation.kind.definition.estimates?.event : undefined;
  if (event === undefined || !span.isRecording()) return () => undefined;
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
