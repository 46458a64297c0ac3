import * as names from './attributes';
import type { Semconv } from './semconv';
import { set } from './set';

/** What an invocation contains. */
interface Invocation {
  /** The function's name without account, region, alias or version. */
  readonly functionName: string | undefined;
  readonly invocationType: string | undefined;
}

/** What a request to Lambda contains: one that invokes a function, or one about the mapping of an event source. */
export interface LambdaRequest {
  readonly invocation?: Invocation;
  readonly mappingId?: string | undefined;
}

export interface LambdaResponse {
  readonly mappingId?: string | undefined;
}

/**
 * @see https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/#outgoing-invocations
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/#amazon-lambda-attributes
 */
export const lambdaSemconv: Semconv<LambdaRequest, LambdaResponse> = {
  constants: () => ({}),
  request(attributes, { invocation, mappingId }, { detail }) {
    set(attributes, names.ATTR_AWS_LAMBDA_RESOURCE_MAPPING_ID, mappingId);
    if (invocation === undefined) return;
    const { functionName, invocationType } = invocation;
    set(attributes, names.ATTR_FAAS_INVOKED_NAME, functionName);
    if (detail) attributes[names.ATTR_FAAS_INVOKED_PROVIDER] = 'aws';
    set(attributes, names.ATTR_AWS_LAMBDA_INVOCATION_TYPE, invocationType);
  },
  region(attributes, region) {
    attributes[names.ATTR_FAAS_INVOKED_REGION] = region;
  },
  response: (attributes, { mappingId }) => set(attributes, names.ATTR_AWS_LAMBDA_RESOURCE_MAPPING_ID, mappingId),
};
