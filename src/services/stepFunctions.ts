import type * as SFN from '@aws-sdk/client-sfn';
import { awsTraceHeaderOf } from '../propagation/awsTraceHeader';
import { type StepFunctionsFacts, stepFunctionsSemconv } from '../semconv/stepFunctions';
import { type OperationDefinition, defineService } from './service';
import { isFreeForHeader } from './traceHeader';
import { copyWith, text } from '../values';

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

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export const stepFunctions = defineService<StepFunctionsFacts, StepFunctionsFacts>({
  id: 'SFN',
  semconv: stepFunctionsSemconv,
  severalHosts: true,
  operations: { StartExecution: startExecution, StartSyncExecution: startExecution },
  others: anyOperation,
});
