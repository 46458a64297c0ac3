import { type SecretFacts, secretsManagerSemconv } from '../semconv/secretsManager';
import { defineService } from './service';

const SECRET_ARN = /^arn:[^:]*:secretsmanager:/;

function secretArn(text: unknown): string | undefined {
  return typeof text === 'string' && SECRET_ARN.test(text) ? text : undefined;
}

/**
 * Records which secret it is, and nothing else about it.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/
 */
export const secretsManager = defineService<SecretFacts, SecretFacts>({
  id: 'SecretsManager',
  semconv: secretsManagerSemconv,
  operations: {},
  others: {
    request: (input: { SecretId?: unknown }) => ({ secretArn: secretArn(input.SecretId) }),
    response: (output: { ARN?: unknown }) => ({ secretArn: secretArn(output.ARN) }),
  },
});
