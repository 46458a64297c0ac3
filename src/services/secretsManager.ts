import { type SecretFacts, secretsManagerSemconv } from '../semconv/secretsManager';
import { entriesOf } from '../values';
import { failureOfParts } from './partialFailures';
import { type OperationDefinition, defineService } from './service';

const SECRET_ARN = /^arn:[^:]*:secretsmanager:/;

function secretArn(text: unknown): string | undefined {
  return typeof text === 'string' && SECRET_ARN.test(text) ? text : undefined;
}

const batchGetSecretValue: OperationDefinition<SecretFacts, SecretFacts> = {
  failure({ Errors, SecretValues }: { Errors?: unknown; SecretValues?: unknown }) {
    const codes = entriesOf<{ ErrorCode?: unknown }>(Errors).map(({ ErrorCode }) => ErrorCode);
    return failureOfParts(codes, codes.length + entriesOf(SecretValues).length, 'secrets failed');
  },
};

/**
 * Records which secret it is, and nothing else about it.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/
 */
export const secretsManager = defineService<SecretFacts, SecretFacts>({
  id: 'SecretsManager',
  semconv: secretsManagerSemconv,
  operations: { BatchGetSecretValue: batchGetSecretValue },
  others: {
    request: (input: { SecretId?: unknown }) => ({ secretArn: secretArn(input.SecretId) }),
    response: (output: { ARN?: unknown }) => ({ secretArn: secretArn(output.ARN) }),
  },
});
