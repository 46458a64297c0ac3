import assert from 'node:assert/strict';
import { type Message, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SqsInstrumentation, wrapSqsHandler } from '../src';
import { asRecord } from '../test/process/lambda/lambdaWorld';
import { type Tracing, startTracing } from '../test/support/tracing';
import { type Bench, startBench } from './matrix/bench';
import { Agent } from './support/agent';
import { goAgent, javaAgent, pythonAgent } from './support/install';
import { ifAvailable } from './support/skip';

const INSTALL_MILLIS = 1_500_000;
const ARN = 'arn:aws:sqs:us-east-1:000000000000:orders';
/** What each producer needs so that something names its span; see docs/interop.md. */
const PRODUCERS = {
  Python: { program: pythonAgent, setting: 'default', kind: 'PRODUCER' },
  Java: { program: javaAgent, setting: 'default', kind: 'PRODUCER' },
  Go: { program: goAgent, setting: "X-Ray's propagator for otelaws", kind: 'client' },
};

describe('Lambda functions, from and to other languages', () => {
  const agents = new Map<string, Agent>();
  let bench: Bench;
  let tracing: Tracing;
  let instrumentation: SqsInstrumentation;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    bench = await startBench();
    for (const [language, { program }] of Object.entries(PRODUCERS)) {
      const found = await ifAvailable(program);
      if (found !== undefined) agents.set(language, await Agent.start(found));
    }
    tracing = startTracing();
    instrumentation = new SqsInstrumentation();
  });

  beforeEach(() => tracing.reset());

  after(async () => {
    for (const agent of agents.values()) await agent.stop();
    instrumentation?.disable();
    await tracing?.stop();
    await bench?.stop();
  });

  /** What the service hands to a function: every attribute of the message. */
  const eventOf = (message: Message) => ({ Records: [asRecord(message, ARN)] });

  for (const [language, { setting, kind }] of Object.entries(PRODUCERS)) {
    it(`${language} → a function in Node.js`, async function () {
      const agent = agents.get(language);
      if (agent === undefined) {
        this.skip();
        return;
      }
      const way = await bench.open('SQS');
      const sent = await agent.ask({ command: 'produce', propagators: ['tracecontext'], setting, ...way });
      const message = await bench.peek(way.queueUrl ?? '');
      const seen: string[] = [];
      const handler = wrapSqsHandler(async ({ Records }: ReturnType<typeof eventOf>) => {
        seen.push(...Records.map(({ body }) => body));
      });
      await handler(eventOf(message));
      assert.deepEqual(seen, ['n:0']);
      const linked = new Set(tracing.spans().flatMap(({ links }) => links.map(({ context }) => context.spanId)));
      const creators = sent.spans.filter((span) => span.kind === kind && linked.has(span.spanId));
      assert.equal(creators.length, 1, JSON.stringify([...linked, sent.spans]));
    });
  }

  it('Node.js → a function in Python, which reads the attributes of the records', async function () {
    const agent = agents.get('Python');
    if (agent === undefined) {
      this.skip();
      return;
    }
    const way = await bench.open('SQS');
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const sqs = new SQSClient({ endpoint: way.endpoints?.sqs ?? '', region: 'us-east-1', credentials });
    await sqs.send(new SendMessageCommand({ QueueUrl: way.queueUrl, MessageBody: 'n:0' }));
    sqs.destroy();
    const { traceId, spanId } = tracing.span('SQS.SendMessage').spanContext();
    const event = eventOf(await bench.peek(way.queueUrl ?? ''));
    const { spans } = await agent.ask({ command: 'invoke', propagators: ['tracecontext'], event });
    const processed = spans.filter(({ name }) => name === 'process orders');
    assert.deepEqual(
      processed.map(({ kind, links }) => [kind, links]),
      [['CONSUMER', [{ traceId, spanId }]]],
    );
  });
});
