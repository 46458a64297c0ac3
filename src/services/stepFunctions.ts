import type * as SFN from '@aws-sdk/client-sfn';
import { awsTraceHeaderOf } from '../propagation/awsTraceHeader';
import { type StepFunctionsFacts, stepFunctionsSemconv } from '../semconv/stepFunctions';
import { type OperationDefinition, defineService } from './service';
import { isFreeForHeader } from './traceHeader';
import { copyWith, text } from '../values';
import { ERROR_TYPE_OTHER } from '../semconv/errors';

type Operation = OperationDefinition<StepFunctionsFacts, StepFunctionsFacts>;

interface Named {
  readonly stateMachineArn?: unknown;
  readonly activityArn?: unknown;
}

function arnsOf({ stateMachineArn, activityArn }: Named): StepFunctionsFacts {
  return { stateMachineArn: text(stateMachineArn), activityArn: text(activityArn) };
}

const anyOperation: Operation = { request: arnsOf, response: arnsOf };

/** An execution can carry only X-Ray's header. A header of the application's own stays. */
const startExecution: Operation = {
  ...anyOperation,
  destination: ({ stateMachineArn }: Named) => text(stateMachineArn),
  inject(input: Partial<SFN.StartExecutionCommandInput>, contexts, options) {
    const context = contexts.contextOf(0);
    if (context === undefined || options.awsTraceHeader === 'never') return input;
    if (!isFreeForHeader(input.traceHeader, contexts)) return input;
    const traceHeader = awsTraceHeaderOf(context);
    return traceHeader === undefined ? input : (copyWith(input, { traceHeader }) ?? input);
  },
};

/** What a state machine calls an error: `States.Timeout`, the name of a class, or what its author has written. */
const ERROR_NAME = /^[\w$][\w$.:/-]{0,127}$/;

/**
 * The answer to a synchronous execution says whether it has failed; its cause is content.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
const startSyncExecution: Operation = {
  ...startExecution,
  failure({ status, error }: Partial<SFN.StartSyncExecutionCommandOutput>) {
    if (status !== 'FAILED' && status !== 'TIMED_OUT') return undefined;
    const unnamed = status === 'FAILED' ? ERROR_TYPE_OTHER : TIMEOUT;
    const type = error !== undefined && ERROR_NAME.test(error) ? error : unnamed;
    return { type, message: status === 'FAILED' ? 'execution failed' : 'execution timed out' };
  },
};

const TIMEOUT = 'States.Timeout';

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export const stepFunctions = defineService<StepFunctionsFacts, StepFunctionsFacts>({
  id: 'SFN',
  semconv: stepFunctionsSemconv,
  severalHosts: true,
  operations: { StartExecution: startExecution, StartSyncExecution: startSyncExecution },
  others: anyOperation,
});
