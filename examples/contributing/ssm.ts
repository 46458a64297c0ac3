import type * as SSM from '@aws-sdk/client-ssm';
import { type OperationDefinition, defineService } from '../../src/services/service';
import { type ParameterRequest, type ParameterResponse, ssmSemconv } from './semconv';
import { text } from '../../src/values';

// #region service
type Operation = OperationDefinition<ParameterRequest, ParameterResponse>;

const oneParameter: Operation = {
  request: (input: Partial<SSM.GetParameterCommandInput>) => ({ parameterName: text(input.Name) }),
};

const severalParameters: Operation = {
  request: (input: Partial<SSM.GetParametersCommandInput>) => ({ parameterCount: countOf(input.Names) }),
  response: (output: Partial<SSM.GetParametersCommandOutput>) => ({ invalidCount: countOf(output.InvalidParameters) }),
};

function countOf(list: unknown): number | undefined {
  return Array.isArray(list) ? list.length : undefined;
}

/** Parameter Store. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html */
export const ssm = defineService<ParameterRequest, ParameterResponse>({
  id: 'SSM',
  semconv: ssmSemconv,
  // Other operations of the service have a `Name`, too: of a document, of a maintenance window.
  operations: {
    GetParameter: oneParameter,
    PutParameter: oneParameter,
    DeleteParameter: oneParameter,
    GetParameters: severalParameters,
    DeleteParameters: severalParameters,
  },
});
// #endregion
