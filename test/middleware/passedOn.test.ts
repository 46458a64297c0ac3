import assert from 'node:assert/strict';
import { ListQueuesCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type SqsInstrumentationConfig, instrumentClient } from '../../src';
import { install, telemetryOn } from '../../src/middleware/install';
import type { Telemetry } from '../../src/telemetry/telemetry';
import { startAwsServer } from '../support/awsServer';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe('a call that is not traced', () => {
  const server = useWorld(startAwsServer);
  let client: SQSClient;
  let diagnostics: Diagnostics;
  beforeEach(() => {
    client = new SQSClient(server.clientConfig);
    diagnostics = captureDiagnostics();
  });
  afterEach(() => {
    diagnostics.stop();
    client.destroy();
  });

  /** Sends what is answered and what is refused. */
  async function assertPassedOn(): Promise<void> {
    const { $metadata } = await client.send(new ListQueuesCommand({}));
    assert.equal($metadata.httpStatusCode, 200);
    const QueueUrl = `${server.endpoint}/123456789012/missing`;
    await assert.rejects(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })), {
      name: 'QueueDoesNotExist',
    });
    assert.deepEqual(diagnostics.lines, []);
  }

  it('comes out as it is where nobody listens', async () => {
    instrumentClient(client);
    await assertPassedOn();
  });

  describe('with an SDK', () => {
    const tracing = useWorld(startTracing);

    it('comes out as it is, with nothing said, where it is disabled', async () => {
      instrumentClient(client);
      const telemetry = telemetryOn(client);
      assert.ok(telemetry);
      const other = new SQSClient(server.clientConfig);
      const disabled = Object.create(telemetry, { enabled: { value: false } }) as Telemetry;
      assert.ok(install(other, disabled));
      client.destroy();
      client = other;
      await assertPassedOn();
      assert.deepEqual(tracing.spans(), []);
    });

    for (const [title, config] of Object.entries<SqsInstrumentationConfig>({
      'where it is ignored': { ignore: () => true },
      'where it has no parent': { requireParentSpan: true },
    })) {
      it(`comes out as it is ${title}`, async () => {
        instrumentClient(client, config);
        await assertPassedOn();
        assert.deepEqual(tracing.spans(), []);
      });
    }
  });
});
