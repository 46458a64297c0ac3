import type { Attributes } from '@opentelemetry/api';
import type { Semconv } from '../../src/semconv/semconv';
import { set } from '../../src/semconv/set';

// #region names
// No convention knows Parameter Store: in the manner of https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/
export const ATTR_AWS_SSM_PARAMETER_NAME = 'aws.ssm.parameter.name';
export const ATTR_AWS_SSM_PARAMETER_COUNT = 'aws.ssm.parameter.count';
export const ATTR_AWS_SSM_PARAMETER_INVALID_COUNT = 'aws.ssm.parameter.invalid_count';
// #endregion

// #region semconv
/** What a request to Parameter Store tells: names of parameters, never their values. */
export interface ParameterRequest {
  readonly parameterName?: string | undefined;
  readonly parameterCount?: number | undefined;
}

/** What it answers. */
export interface ParameterResponse {
  /** Of names that it does not know, which is no error to it. */
  readonly invalidCount: number | undefined;
}

export const ssmSemconv: Semconv<ParameterRequest, ParameterResponse> = {
  constants: () => ({}),
  request(attributes: Attributes, { parameterName, parameterCount }) {
    set(attributes, ATTR_AWS_SSM_PARAMETER_NAME, parameterName);
    set(attributes, ATTR_AWS_SSM_PARAMETER_COUNT, parameterCount);
  },
  response(attributes: Attributes, { invalidCount }) {
    set(attributes, ATTR_AWS_SSM_PARAMETER_INVALID_COUNT, invalidCount);
  },
};
// #endregion
