import { type SecretFacts, secretsManagerSemconv } from '../semconv/secretsManager';
import { defineService } from './service';

const SECRET_ARN = /^arn:[^:]*:secretsmanager:/;

function secretArn(text: unknown): string | undefined {
  return typeof text === 'string' && SECRET_ARN.test(text) ? text : undefined;
}

/** Which secret, and nothing else of it. @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/ */
export const secretsManager = defineService<SecretFacts, SecretFacts>({
  id: 'SecretsManager',
  semconv: secretsManagerSemconv,
  operations: {},
  others: {
    request: (input: { SecretId?: unknown }) => ({ secretArn: secretArn(input.SecretId) }),
    response: (output: { ARN?: unknown }) => ({ secretArn: secretArn(output.ARN) }),
  },
});
