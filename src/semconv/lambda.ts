import * as names from './attributes';
import type { Semconv } from './semconv';
import { set } from './set';

/** What an invocation contains. */
export interface Invocation {
  /** The function's name without account, region, alias or version. */
  readonly functionName: string | undefined;
  readonly invocationType: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/#outgoing-invocations */
export const lambdaSemconv: Semconv<Invocation, never> = {
  constants: () => ({}),
  request(attributes, { functionName, invocationType }, { detail }) {
    set(attributes, names.ATTR_FAAS_INVOKED_NAME, functionName);
    if (detail) attributes[names.ATTR_FAAS_INVOKED_PROVIDER] = 'aws';
    set(attributes, names.ATTR_AWS_LAMBDA_INVOCATION_TYPE, invocationType);
  },
  region(attributes, region) {
    attributes[names.ATTR_FAAS_INVOKED_REGION] = region;
  },
  response: () => undefined,
};
