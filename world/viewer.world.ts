import { deepEqual, match } from 'node:assert/strict';
import { join } from 'node:path';
import { startViewer, type ViewerServer } from 'opentelemetry-instrumentation-sqs-viewer';
import { CHILD_ENV, REGISTER } from '../test/bootstrap/children';
import { fixture, runNode } from '../test/support/fixtures';
import { firstRowOn } from '../test/support/viewerPage';
import { type Bench, startBench } from './matrix/bench';
import { Agent } from './support/agent';
import { pythonAgent } from './support/install';
import { ifAvailable } from './support/skip';

const INSTALL_MILLIS = 1_500_000;

describe('the viewer, with a producer in Node.js and a consumer in Python', () => {
  let bench: Bench;
  let viewer: ViewerServer;
  let agent: Agent | undefined;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    bench = await startBench();
    viewer = await startViewer({ port: 0 });
    const program = await ifAvailable(pythonAgent);
    if (program !== undefined) {
      agent = await Agent.start(program, {
        OTEL_SERVICE_NAME: 'python-worker',
        OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url,
      });
    }
  });

  after(async () => {
    await agent?.stop();
    await viewer?.close();
    await bench?.stop();
  });

  it('shows one message', async function () {
    if (agent === undefined) {
      this.skip();
      return;
    }
    const way = await bench.open('SQS');
    const { code, stderr } = await runNode(fixture(join('viewer', 'sender.cjs')), {
      nodeOptions: ['--require', REGISTER],
      env: {
        ...CHILD_ENV,
        ENDPOINT: way.endpoints?.sqs ?? '',
        QUEUE_URL: way.queueUrl ?? '',
        OTEL_SERVICE_NAME: 'sender',
        OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url,
      },
    });
    deepEqual([code, stderr], [0, '']);
    await agent.ask({ command: 'consume', propagators: ['tracecontext'], setting: 'default', ...way });
    // Whoever processes it ends its span with the next message, or when it looks for one.
    await agent.ask({ command: 'consume', propagators: ['tracecontext'], setting: 'default', ...way });
    const { rows } = await viewer.model.source.messages({}, { offset: 0, limit: 10 });
    const messages = rows.filter(({ outcome }) => outcome !== 'trace');
    deepEqual(
      messages.map(({ sentBy, processedBy, outcome }) => [sentBy, processedBy, outcome]),
      [['sender', ['python-worker'], 'processed']],
    );
    const shown = await firstRowOn(viewer.url);
    if (shown !== undefined) match(shown, /sender[^]*python-worker/);
  });
});
