import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BedrockAgentRuntimeClient, InvokeAgentCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { SpanStatusCode } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src/instrumentation';
import { type StreamServer, leave, modelChunk, startStreamServer, streamedEvent } from '../support/eventStreams';
import { type Metering, startMetering } from '../support/metering';
import { type Tracing, startTracing } from '../support/tracing';

const MODEL = 'meta.llama3-8b-instruct-v1:0';
const PROMPT = 'canary of the prompt';
const TEXT = modelChunk({ generation: 'canary' });
const LAST = modelChunk({ stop_reason: 'stop', prompt_token_count: 3, generation_token_count: 4 });
const BROKEN = streamedEvent('modelStreamErrorException', { message: `cannot go on: ${PROMPT}` }, 'exception');

describe('streams of Bedrock that are measured, sampled, expected to fail, or forgotten', () => {
  let server: StreamServer;
  let instrumentation: SqsInstrumentation;
  let client: BedrockRuntimeClient;
  let agents: BedrockAgentRuntimeClient;
  let tracing: Tracing | undefined;
  let metering: Metering | undefined;

  before(async () => {
    server = await startStreamServer('HTTP/2');
    instrumentation = new SqsInstrumentation();
    client = new BedrockRuntimeClient({ ...server.clientConfig, maxAttempts: 1 });
    agents = new BedrockAgentRuntimeClient({ ...server.clientConfig, maxAttempts: 1 });
  });
  after(async () => {
    instrumentation.disable();
    client.destroy();
    agents.destroy();
    await server.stop();
  });
  afterEach(async () => {
    instrumentation.setConfig({});
    await Promise.all([tracing?.stop(), metering?.stop()]);
    tracing = metering = undefined;
  });

  async function open(...events: Uint8Array[]) {
    server.answerWith({ events });
    const body = JSON.stringify({ prompt: PROMPT });
    const answer = await client.send(new InvokeModelWithResponseStreamCommand({ modelId: MODEL, body }));
    return answer.body ?? assert.fail('There is no stream');
  }
  async function read(stream: AsyncIterable<object>): Promise<void> {
    for await (const each of stream) assert.deepEqual(Object.keys(each), ['chunk']);
  }
  const durations = async () =>
    ((await metering?.points('gen_ai.client.operation.duration')) ?? []).map(({ value, attributes }) => [
      value,
      attributes['error.type'],
    ]);
  const sums = async () => ((await metering?.points('gen_ai.client.token.usage')) ?? []).map(({ sum }) => sum);

  for (const situation of ['without a tracer provider', 'of a trace that is not sampled']) {
    it(`are measured ${situation}`, async () => {
      metering = startMetering();
      if (situation.includes('sampled')) tracing = startTracing({ sampler: new AlwaysOffSampler() });
      await read(await open(TEXT, LAST));
      assert.deepEqual(await durations(), [[1, undefined]]);
      assert.deepEqual(await sums(), [3, 4]);
      await assert.rejects(read(await open(TEXT, BROKEN)), { name: 'ModelStreamErrorException' });
      assert.deepEqual(await durations(), [
        [1, undefined],
        [1, 'ModelStreamErrorException'],
      ]);
      await leave(await open(TEXT, LAST));
      assert.deepEqual(await durations(), [
        [2, undefined],
        [1, 'ModelStreamErrorException'],
      ]);
      assert.deepEqual(tracing?.spans() ?? [], []);
    });
  }

  it('are not looked into where nobody wants to know', async () => {
    tracing = startTracing({ sampler: new AlwaysOffSampler() });
    const stream = await open(TEXT, LAST);
    const { prototype } = stream[Symbol.asyncIterator] as unknown as { readonly prototype: object };
    assert.deepEqual(Reflect.ownKeys(prototype), []);
    await read(stream);
  });

  it('say nothing of the prompt that an error quotes, which the reader gets as it is', async () => {
    tracing = startTracing();
    metering = startMetering();
    await assert.rejects(read(await open(TEXT, BROKEN)), { message: `cannot go on: ${PROMPT}` });
    server.answerWith({
      events: [
        streamedEvent('chunk', { bytes: '' }),
        streamedEvent('validationException', { message: PROMPT }, 'exception'),
      ],
    });
    const command = new InvokeAgentCommand({ agentId: 'a', agentAliasId: 'b', sessionId: 'c', inputText: PROMPT });
    const { completion = assert.fail('There is no stream') } = await agents.send(command);
    await assert.rejects(read(completion), { name: 'ValidationException', message: PROMPT });
    const told = tracing.spans().map(({ attributes, status, events }) => ({ attributes, status, events }));
    assert.deepEqual(
      told.map(({ status, attributes }) => [status.code, attributes['error.type']]),
      [
        [SpanStatusCode.ERROR, 'ModelStreamErrorException'],
        [SpanStatusCode.ERROR, 'ValidationException'],
      ],
    );
    assert.doesNotMatch(JSON.stringify([told, await metering.points()]), /canary/);
  });

  it('are no errors if the application expects them', async () => {
    tracing = startTracing();
    metering = startMetering();
    const asked: unknown[] = [];
    instrumentation.setConfig({ expectedErrors: (...call) => asked.push(call) > 0 });
    const error = await read(await open(TEXT, BROKEN)).then(
      () => assert.fail('It was read'),
      (reason: unknown) => reason,
    );
    assert.deepEqual(asked, [['BedrockRuntime', 'InvokeModelWithResponseStream', error]]);
    const { status, attributes, events } = tracing.span(`text_completion ${MODEL}`);
    assert.deepEqual(
      [status.code, attributes['error.type'], events],
      [SpanStatusCode.UNSET, 'ModelStreamErrorException', []],
    );
    assert.deepEqual(await durations(), [[1, undefined]]);
  });

  it('end when their reader is gone without a word', async () => {
    tracing = startTracing();
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const takeOne = async (): Promise<void> => {
      await (await open(TEXT, LAST))[Symbol.asyncIterator]().next();
    };
    await takeOne();
    assert.deepEqual(tracing.spans(), []);
    while (tracing.spans().length === 0) {
      collectGarbage();
      await setImmediate();
    }
    assert.equal(tracing.span(`text_completion ${MODEL}`).status.code, SpanStatusCode.UNSET);
  });
});
