import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { BedrockAgentRuntimeClient, InvokeAgentCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { SpanStatusCode } from '@opentelemetry/api';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import {
  type Protocol,
  type StreamServer,
  type StreamedAnswer,
  leave,
  modelChunk,
  startStreamServer,
  streamedEvent,
} from '../support/eventStreams';
import { type Metering, startMetering } from '../support/metering';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

type Events = AsyncIterable<object>;

/** One operation: its events, of which the last ones tell the tokens, and how it is called. */
interface Streaming {
  readonly span: string;
  readonly events: readonly Uint8Array[];
  /** Whether the events tell tokens. */
  readonly counts: boolean;
  send(world: Clients, abortSignal?: AbortSignal): Promise<Events | undefined>;
}

interface Clients {
  readonly models: BedrockRuntimeClient;
  readonly agents: BedrockAgentRuntimeClient;
}

const STREAMING: Readonly<Record<string, Streaming>> = {
  ConverseStream: {
    span: 'chat claude',
    counts: true,
    events: [
      streamedEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'canary' } }),
      streamedEvent('messageStop', { stopReason: 'end_turn' }),
      streamedEvent('metadata', { usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 } }),
    ],
    async send({ models }, abortSignal) {
      const command = new ConverseStreamCommand({ modelId: 'claude', messages: [] });
      return (await models.send(command, abortSignal && { abortSignal })).stream;
    },
  },
  InvokeModelWithResponseStream: {
    span: 'chat claude',
    counts: true,
    events: [
      modelChunk({ type: 'content_block_delta', delta: { text: 'canary' } }),
      modelChunk({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } }),
      modelChunk({ 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 4 } }),
    ],
    async send({ models }, abortSignal) {
      const command = new InvokeModelWithResponseStreamCommand({ modelId: 'claude', body: '{"messages":[]}' });
      return (await models.send(command, abortSignal && { abortSignal })).body;
    },
  },
  InvokeAgent: {
    span: 'BedrockAgentRuntime.InvokeAgent',
    counts: false,
    events: ['canary', 'canary', 'canary'].map((text) =>
      streamedEvent('chunk', { bytes: Buffer.from(text).toString('base64') }),
    ),
    async send({ agents }, abortSignal) {
      const command = new InvokeAgentCommand({ agentId: 'a', agentAliasId: 'b', sessionId: 'c', inputText: 'canary' });
      return (await agents.send(command, abortSignal && { abortSignal })).completion;
    },
  },
};

for (const protocol of ['HTTP/1', 'HTTP/2'] as const satisfies readonly Protocol[]) {
  for (const [operation, streaming] of Object.entries(STREAMING)) {
    describe(`the span of ${operation} over ${protocol}`, () => {
      let server: StreamServer;
      let world: ServicesWorld;
      let metering: Metering;
      let clients: Clients;

      before(async () => {
        server = await startStreamServer(protocol);
        world = startServicesWorld();
        const options = (): ConstructorParameters<typeof BedrockRuntimeClient>[0] & { maxAttempts: number } => ({
          ...server.clientConfig,
          maxAttempts: 1,
          requestHandler: protocol === 'HTTP/1' ? new NodeHttpHandler() : new NodeHttp2Handler(),
        });
        const models = world.own(new BedrockRuntimeClient(options()));
        clients = { models, agents: world.own(new BedrockAgentRuntimeClient(options())) };
      });
      after(async () => {
        await world.stop();
        await server.stop();
      });
      beforeEach(() => {
        world.reset();
        metering = startMetering();
      });
      afterEach(() => metering.stop());

      async function open(answer: Partial<StreamedAnswer> = {}, abortSignal?: AbortSignal): Promise<Events> {
        server.answerWith({ events: streaming.events, ...answer });
        return (await streaming.send(clients, abortSignal)) ?? assert.fail('There is no stream');
      }
      async function read(stream: Events): Promise<number> {
        let count = 0;
        for await (const each of stream) count += Object.keys(each).length;
        return count;
      }
      const ended = async (): Promise<void> => {
        while (world.tracing.spans().length === 0) await setTimeout(5);
      };
      /** Of the span and of the one point of its duration. */
      async function told(): Promise<unknown[]> {
        const { attributes, status } = world.tracing.span(streaming.span);
        const metric = streaming.counts ? 'gen_ai.client.operation.duration' : 'rpc.client.call.duration';
        const points = await metering.points(metric);
        assert.deepEqual(
          points.map(({ value, attributes: of }) => [value, of['error.type']]),
          [[1, attributes['error.type']]],
        );
        return [status.code, attributes['error.type'], attributes['gen_ai.usage.output_tokens']];
      }
      const { UNSET, ERROR } = SpanStatusCode;
      const tokens = streaming.counts ? 4 : undefined;

      it('lasts until the last event, which tells the tokens', async () => {
        const stream = await open();
        assert.deepEqual(world.tracing.spans(), []);
        assert.equal(await read(stream), 3);
        assert.deepEqual(await told(), [UNSET, undefined, tokens]);
        const points = await metering.points('gen_ai.client.token.usage');
        assert.deepEqual(
          points.map(({ sum }) => sum),
          streaming.counts ? [3, 4] : [],
        );
        const exported = world.tracing.spans().map(({ attributes, events, status }) => [attributes, events, status]);
        assert.doesNotMatch(JSON.stringify(exported), /canary/);
      });

      it('waits for a reader who has something else to do first', async () => {
        const stream = await open();
        await setTimeout(100);
        assert.equal(await read(stream), 3);
        assert.deepEqual(await told(), [UNSET, undefined, tokens]);
      });

      it('ends, at the time of the answer, if nobody reads', async () => {
        const before = Date.now();
        await open({ ending: 'nothing' });
        const answered = Date.now();
        await ended();
        const { endTime } = world.tracing.span(streaming.span);
        assert.ok(endTime[0] * 1000 + endTime[1] / 1e6 <= answered + 1 && endTime[0] * 1000 >= before - 1000);
        assert.deepEqual(await told(), [UNSET, undefined, undefined]);
      });

      it('is an error if an event says so, the very one that the reader gets', async () => {
        const message = 'the canary is broken';
        const exception = streamedEvent('throttlingException', { message }, 'exception');
        const stream = await open({ events: [...streaming.events.slice(0, 1), exception] });
        await assert.rejects(read(stream), { name: 'ThrottlingException', message });
        assert.deepEqual(await told(), [ERROR, 'ThrottlingException', undefined]);
      });

      it('ends with a loop that is left, and with an iterator that is closed', async () => {
        await leave(await open());
        assert.deepEqual(await told(), [UNSET, undefined, undefined]);
        world.tracing.reset();
        const iterator = (await open())[Symbol.asyncIterator]();
        await iterator.next();
        assert.deepEqual(world.tracing.spans(), []);
        assert.deepEqual(await iterator.return?.('last'), { done: true, value: 'last' });
        assert.equal(world.tracing.span(streaming.span).status.code, UNSET);
      });

      it('a reader who throws makes no error of the stream', async () => {
        const iterator = (await open())[Symbol.asyncIterator]();
        await iterator.next();
        const error = new Error('of the application');
        await assert.rejects(
          async () => iterator.throw?.(error),
          (thrown) => thrown === error,
        );
        assert.deepEqual(await told(), [UNSET, undefined, undefined]);
      });

      for (const [when, abort] of Object.entries({
        'while it waits': (controller: AbortController): void => void setTimeout(40).then(() => controller.abort()),
        'in its loop': (controller: AbortController): void => controller.abort(),
      })) {
        it(`is no error if the application aborts ${when}, whatever the reader gets`, async () => {
          const controller = new AbortController();
          const stream = await open({ ending: 'nothing' }, controller.signal);
          const reading = async (): Promise<void> => {
            for await (const each of stream) if (Object.keys(each).length > 0) abort(controller);
          };
          await Promise.allSettled([reading()]);
          assert.deepEqual((await told()).slice(0, 2), [UNSET, 'AbortError']);
          assert.deepEqual(world.tracing.span(streaming.span).events, []);
        });
      }

      it('ends with an abort of one who does not read, or reads no more', async () => {
        const early = new AbortController();
        await open({ ending: 'nothing' }, early.signal);
        early.abort();
        await ended();
        assert.deepEqual(await told(), [UNSET, 'AbortError', undefined]);
        world.tracing.reset();
        const late = new AbortController();
        const iterator = (await open({ ending: 'nothing' }, late.signal))[Symbol.asyncIterator]();
        await iterator.next();
        late.abort();
        await ended();
        const { attributes, status } = world.tracing.span(streaming.span);
        assert.deepEqual([status.code, attributes['error.type']], [UNSET, 'AbortError']);
      });

      it('is an error if the connection is lost, also where the reader does not get to know', async () => {
        const stream = await open({ events: streaming.events.slice(0, 2), ending: 'lost' });
        const error = await read(stream).then(
          () => undefined,
          (reason: unknown) => reason as Error,
        );
        assert.deepEqual((await told()).slice(0, 2), [ERROR, 'ECONNRESET']);
        const { status } = world.tracing.span(streaming.span);
        assert.equal(status.message, error?.message ?? 'the connection was lost');
      });

      it('ends with a connection that is lost before anybody reads', async () => {
        await open({ events: streaming.events.slice(0, 1), ending: 'lost' });
        await ended();
        assert.deepEqual((await told()).slice(0, 2), [ERROR, 'ECONNRESET']);
      });
    });
  }
}
