import type { Attributes } from '@opentelemetry/api';
import { ATTR_FAAS_TRIGGER } from './attributes';
import type { Destination } from './messaging';

/** A function that a queue triggers. @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#sqs */
export function faasPubSubAttributes(): Attributes {
  return { [ATTR_FAAS_TRIGGER]: 'pubsub' };
}

/** The name of the span of an event, which comes from one source or from several. */
export function faasProcessSpanName(source: Destination | undefined): string {
  return `${source?.name ?? 'multiple_sources'} process`;
}
