import { deepEqual, match } from 'node:assert/strict';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startViewer, type ViewerServer } from 'opentelemetry-instrumentation-sqs-viewer';
import { CHILD_ENV, REGISTER } from '../bootstrap/children';
import { startAwsServer } from '../support/awsServer';
import { fixture, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';
import { firstRowOn } from '../support/viewerPage';

describe('a producer and a consumer, each a process of its own', () => {
  const server = useWorld(startAwsServer);
  let viewer: ViewerServer;
  before(async () => {
    viewer = await startViewer({ port: 0 });
  });
  after(() => viewer.close());

  it('are one message in the viewer', async () => {
    const sqs = new SQSClient(server.clientConfig);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
    sqs.destroy();
    for (const service of ['sender', 'worker']) {
      const { code, stderr } = await runNode(fixture(join('viewer', `${service}.cjs`)), {
        nodeOptions: ['--require', REGISTER],
        env: {
          ...CHILD_ENV,
          ENDPOINT: server.endpoint,
          QUEUE_URL: QueueUrl,
          OTEL_SERVICE_NAME: service,
          OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url,
        },
      });
      deepEqual([code, stderr], [0, '']);
    }
    const { rows } = await viewer.model.source.messages({}, { offset: 0, limit: 10 });
    deepEqual(
      rows.map(({ sentBy, destination, attempts, processedBy, outcome }) => [
        sentBy,
        destination,
        attempts,
        processedBy,
        outcome,
      ]),
      [['sender', 'orders', 1, ['worker'], 'processed']],
    );
    const shown = await firstRowOn(viewer.url);
    if (shown !== undefined) match(shown, /sender[^]*orders[^]*worker[^]*processed/);
  });
});
