import assert from 'node:assert/strict';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { startCannedServer } from '../support/cannedServer';
import { SpanStatusCode } from '@opentelemetry/api';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3';
const CANARY = 'canary-of-the-secret';

describe('Secrets Manager', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let client: SecretsManagerClient;

  before(() => void (client = world.own(new SecretsManagerClient(server.clientConfig))));

  const secretOf = (name: string) => attributesOf(world.tracing.span(name), 'aws.secretsmanager');

  it('a secret is told by the ARN in the request, else by the one in the answer, and never its value', async () => {
    server.answerWith({ body: { Name: 'db', SecretString: CANARY } });
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: ARN }));
    assert.equal(SecretString, CANARY);
    assert.deepEqual(secretOf('SecretsManager.GetSecretValue'), { 'aws.secretsmanager.secret.arn': ARN });

    world.tracing.reset();
    server.answerWith({ body: { ARN, Name: 'db', SecretString: CANARY } });
    await client.send(new GetSecretValueCommand({ SecretId: 'db' }));
    await client.send(new CreateSecretCommand({ Name: 'db', SecretString: CANARY }));
    for (const name of ['SecretsManager.GetSecretValue', 'SecretsManager.CreateSecret']) {
      assert.deepEqual(secretOf(name), { 'aws.secretsmanager.secret.arn': ARN });
    }
    const told = world.tracing
      .spans()
      .map(({ name, attributes, events, status }) => [name, attributes, events, status]);
    assert.doesNotMatch(JSON.stringify(told), new RegExp(CANARY));
  });

  it('a batch of which some secrets failed is an error, with their code', async () => {
    const Errors = [{ SecretId: 'gone', ErrorCode: 'ResourceNotFoundException', Message: CANARY }];
    server.answerWith({ body: { SecretValues: [{ Name: 'db', SecretString: CANARY }], Errors } });
    await client.send(new BatchGetSecretValueCommand({ SecretIdList: ['db', 'gone'] }));
    const { attributes, status } = world.tracing.span('SecretsManager.BatchGetSecretValue');
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: '1/2 secrets failed' });
    assert.equal(attributes['error.type'], 'ResourceNotFoundException');
  });
});
