import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Destination } from './messaging';

/** What invokes a function. @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/faas/#faas-trigger */
export type FaasTrigger = 'pubsub' | 'http' | 'timer' | 'datasource' | 'other';

/** A function that a queue triggers. @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#sqs */
export function faasPubSubAttributes(): Attributes {
  return faasAttributes('pubsub');
}

export function faasAttributes(trigger: FaasTrigger): Attributes {
  return { [names.ATTR_FAAS_TRIGGER]: trigger };
}

/** The name of the span of an event, which comes from one source or from several. */
export function faasProcessSpanName(source: Destination | undefined): string {
  return `${source?.name ?? 'multiple_sources'} process`;
}
