import type { Attributes } from '@opentelemetry/api';
import { ATTR_FAAS_TRIGGER } from './attributes';
import type { Destination } from './messaging';

/** A function that a queue triggers. @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#sqs */
export function faasPubSubAttributes(): Attributes {
  return { [ATTR_FAAS_TRIGGER]: 'pubsub' };
}

/** The span of an event: of one source, or of several. */
export function faasProcessSpanName(source: Destination | undefined): string {
  return `${source?.name ?? 'multiple_sources'} process`;
}
