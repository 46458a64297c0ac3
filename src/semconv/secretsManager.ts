import type { Attributes } from '@opentelemetry/api';
import { ATTR_AWS_SECRETSMANAGER_SECRET_ARN } from './attributes';
import type { Semconv } from './semconv';
import { set } from './set';

/** The secret that a request or a response names. */
export interface SecretFacts {
  readonly secretArn: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/ */
export const secretsManagerSemconv: Semconv<SecretFacts, SecretFacts> = {
  constants: () => ({}),
  request: setSecret,
  response: setSecret,
};

function setSecret(attributes: Attributes, { secretArn }: SecretFacts): void {
  set(attributes, ATTR_AWS_SECRETSMANAGER_SECRET_ARN, secretArn);
}
