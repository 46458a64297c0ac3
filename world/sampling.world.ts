import assert from 'node:assert/strict';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';
import { SqsInstrumentation, linkedSampler, processMessage } from '../src';
import { type AwsServer, startAwsServer } from '../test/support/awsServer';
import { startTracing } from '../test/support/tracing';
import { Agent } from './support/agent';
import { pythonAgent } from './support/install';
import type { ReportedSpan } from './support/protocol';
import { ifAvailable } from './support/skip';

const MESSAGES = 2000;
const RATIO = 0.1;
const INSTALL_MILLIS = 1_500_000;

describe('sampling: a Python producer keeps a tenth of its traces', () => {
  let aws: AwsServer;
  let agent: Agent;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    const program = await ifAvailable(pythonAgent);
    if (program === undefined) {
      this.skip();
      return;
    }
    aws = await startAwsServer();
    const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(RATIO) };
    agent = await Agent.start(program, sampler);
  });

  after(async () => {
    await agent?.stop();
    await aws?.stop();
  });

  const ratio = (): ParentBasedSampler => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(RATIO) });

  /** Sends, consumes, and counts: producers that were kept, and those of them whose consumer was kept. */
  async function run(
    sampler: Parameters<typeof startTracing>[0],
  ): Promise<{ kept: number; whole: number; extra: number }> {
    const tracing = startTracing(sampler);
    const instrumentation = new SqsInstrumentation();
    const sqs = new SQSClient(aws.clientConfig);
    try {
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `sampled-${Date.now()}` }));
      const endpoints = { sqs: aws.endpoint, sns: aws.endpoint, events: aws.endpoint };
      const produced: ReportedSpan[] = [];
      for (let sent = 0; sent < MESSAGES; sent += 1) {
        const answer = await agent.ask({ command: 'produce', route: 'sqs', queueUrl: QueueUrl, endpoints });
        produced.push(...answer.spans.filter(({ kind }) => kind === 'PRODUCER'));
      }
      for (let left = MESSAGES; left > 0;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        assert.notEqual(Messages.length, 0);
        left -= Messages.length;
        for (const message of Messages) {
          const { ReceiptHandle } = message;
          await processMessage(message, () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
        }
      }
      const processed = tracing.spans().filter(({ name }) => name.startsWith('process '));
      const linked = new Set(processed.flatMap(({ links }) => links.map(({ context }) => context.spanId)));
      const whole = produced.filter(({ spanId }) => linked.has(spanId)).length;
      return { kept: produced.length, whole, extra: processed.length - whole };
    } finally {
      sqs.destroy();
      instrumentation.disable();
      await tracing.stop();
    }
  }

  it('with linkedSampler every message that it kept has a kept process span here, and no other has', async function () {
    this.timeout(300_000);
    const { kept, whole, extra } = await run({ sampler: linkedSampler(ratio()) });
    console.log(`      ${kept} of ${MESSAGES} producers kept, ${whole} of them with their consumer`);
    assert.notEqual(kept, 0);
    assert.equal(whole, kept);
    assert.equal(extra, 0);
  });

  it('without it most have none', async function () {
    this.timeout(300_000);
    const { kept, whole } = await run({ sampler: ratio() });
    console.log(`      ${kept} of ${MESSAGES} producers kept, ${whole} of them with their consumer`);
    assert.ok(whole < kept, `${whole} of ${kept}`);
  });
});
