import * as names from './attributes';
import { factsSemconv } from './facts';

/** Which parameters it is about, as far as their names are no secret. */
export interface ParameterFacts {
  readonly parameterName?: string | undefined;
  readonly parameterCount?: number | undefined;
  readonly invalidParameterCount?: number | undefined;
}

export const ssmSemconv = factsSemconv<ParameterFacts>({
  parameterName: names.ATTR_AWS_SSM_PARAMETER_NAME,
  parameterCount: names.ATTR_AWS_SSM_PARAMETER_COUNT,
  invalidParameterCount: names.ATTR_AWS_SSM_INVALID_PARAMETER_COUNT,
});
