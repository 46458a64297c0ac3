import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Destination } from './messaging';
import type { Naming } from './naming';
import { cut, set } from './set';

/** What invokes a function. @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/faas/#faas-trigger */
export type FaasTrigger = 'pubsub' | 'http' | 'timer' | 'datasource' | 'other';

/** @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/ */
export function faasAttributes(trigger: FaasTrigger): Attributes {
  return { [names.ATTR_FAAS_TRIGGER]: trigger };
}

/** The name of the span of an event, which comes from one source or from several. */
export function faasProcessSpanName(source: Destination | undefined): string {
  return `${cut(source?.name ?? 'multiple_sources')} process`;
}

/** What an invocation tells of its function. */
export interface FunctionFacts {
  readonly invocationId: string | undefined;
  readonly coldStart: boolean;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly region: string | undefined;
  readonly accountId: string | undefined;
  /** As it was invoked, perhaps by an alias. */
  readonly invokedArn: string | undefined;
  /** With the version in the place of an alias. */
  readonly arn: string | undefined;
}

/**
 * What stands on the resource as well is detail: provider, platform, region, name and version.
 * @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#all-triggers
 */
export function functionAttributes(facts: FunctionFacts, { detail }: Naming): Attributes {
  const attributes: Attributes = { [names.ATTR_FAAS_COLDSTART]: facts.coldStart };
  if (detail) {
    attributes[names.ATTR_CLOUD_PROVIDER] = 'aws';
    attributes[names.ATTR_CLOUD_PLATFORM] = 'aws_lambda';
    set(attributes, names.ATTR_FAAS_NAME, facts.name);
    set(attributes, names.ATTR_FAAS_VERSION, facts.version);
    set(attributes, names.ATTR_CLOUD_REGION, facts.region);
  }
  set(attributes, names.ATTR_FAAS_INVOCATION_ID, facts.invocationId);
  set(attributes, names.ATTR_CLOUD_ACCOUNT_ID, facts.accountId);
  set(attributes, names.ATTR_CLOUD_RESOURCE_ID, facts.arn);
  if (facts.invokedArn !== facts.arn) set(attributes, names.ATTR_AWS_LAMBDA_INVOKED_ARN, facts.invokedArn);
  return attributes;
}

/**
 * Of the link to the span that X-Ray has for an invocation.
 * @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#aws-x-ray-active-tracing-considerations
 */
export function xRayLinkAttributes(): Attributes {
  return { [names.ATTR_LINK_SOURCE]: 'x-ray-env' };
}
