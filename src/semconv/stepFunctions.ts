import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Semconv } from './semconv';
import { set } from './set';

/** What a request to Step Functions, or its response, contains. */
export interface StepFunctionsFacts {
  readonly stateMachineArn: string | undefined;
  readonly activityArn: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/ */
export const stepFunctionsSemconv: Semconv<StepFunctionsFacts, StepFunctionsFacts> = {
  constants: () => ({}),
  request: setArns,
  response: setArns,
};

function setArns(attributes: Attributes, { stateMachineArn, activityArn }: StepFunctionsFacts): void {
  set(attributes, names.ATTR_AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN, stateMachineArn);
  set(attributes, names.ATTR_AWS_STEP_FUNCTIONS_ACTIVITY_ARN, activityArn);
}
