import assert from 'node:assert/strict';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { BASE, originalSend } from '../attach/baseClass';
import { SPANS_OF_EACH, callEach, comparable } from '../attach/plainRequest';
import { startStubServer } from '../attach/stubServer';
import { SqsInstrumentation, type SqsInstrumentationConfig } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

for (const cacheMiddleware of [false, true]) {
  describe(`the life of an instrumentation, with cacheMiddleware: ${cacheMiddleware}`, () => {
    const server = useWorld(startStubServer);
    let clients: { sqs: SQSClient; s3: S3Client };
    let tracing: Tracing | undefined;
    const instrumentations: SqsInstrumentation[] = [];
    const hooked: string[] = [];
    let plain: object[];
    const send = originalSend();

    const hooks: SqsInstrumentationConfig = {
      requestHook: (_span, _service, operation) => void hooked.push(`request ${operation}`),
      responseHook: (_span, _service, operation) => void hooked.push(`response ${operation}`),
      ignore: (_service, operation) => {
        hooked.push(`ignore ${operation}`);
        return false;
      },
    };
    const instrument = (config?: SqsInstrumentationConfig): SqsInstrumentation => {
      const instrumentation = new SqsInstrumentation(config);
      instrumentations.push(instrumentation);
      return instrumentation;
    };
    const makeClients = (): typeof clients => ({
      sqs: new SQSClient({ ...server.clientConfig, cacheMiddleware }),
      s3: new S3Client({ ...server.clientConfig, cacheMiddleware, forcePathStyle: true }),
    });
    const requests = async (): Promise<object[]> => {
      server.clear();
      await callEach(clients);
      return server.requests.map(comparable);
    };
    const spansOf = async (exporter: { spans(): { name: string }[]; reset(): void }): Promise<string[]> => {
      exporter.reset();
      hooked.length = 0;
      await callEach(clients);
      return exporter
        .spans()
        .map(({ name }) => name)
        .toSorted();
    };
    const assertOff = async (): Promise<void> => {
      hooked.length = 0;
      tracing?.reset();
      assert.deepEqual(await requests(), plain);
      assert.deepEqual(hooked, []);
      assert.deepEqual(tracing?.spans() ?? [], []);
    };

    beforeEach(async () => {
      assert.equal(BASE.send, send, 'Another suite left something behind');
      clients = makeClients();
      plain = await requests();
    });
    afterEach(async () => {
      for (const instrumentation of instrumentations.splice(0)) instrumentation.disable();
      clients.sqs.destroy();
      clients.s3.destroy();
      await tracing?.stop();
      tracing = undefined;
    });

    it('is off and on at any time, for clients that were made and used before', async () => {
      tracing = startTracing();
      const instrumentation = instrument(hooks);
      for (let round = 0; round < 3; round++) {
        assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
        assert.equal(hooked.length, 12);
        instrumentation.disable();
        instrumentation.disable();
        await assertOff();
        assert.equal(BASE.send, send);
        instrumentation.enable();
        instrumentation.enable();
      }
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
    });

    it('leaves clients alone that are made while it is off', async () => {
      tracing = startTracing();
      const instrumentation = instrument(hooks);
      instrumentation.disable();
      clients = makeClients();
      await assertOff();
      instrumentation.enable();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
    });

    it('is off where nobody has registered an SDK', async () => {
      instrument(hooks);
      await assertOff();
    });

    it('begins when an SDK is registered, and ends when it is taken away', async () => {
      instrument(hooks);
      await assertOff();
      tracing = startTracing();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      trace.disable();
      await assertOff();
      await tracing.stop();
      tracing = startTracing();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
    });

    it('is off with enabled: false, until it is enabled', async () => {
      tracing = startTracing();
      const instrumentation = instrument({ ...hooks, enabled: false });
      assert.equal(instrumentation.isEnabled(), false);
      assert.equal(instrumentation.getConfig().enabled, false);
      await assertOff();
      assert.equal(BASE.send, send);
      instrumentation.enable();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
    });

    it('leaves a call alone that is ignored, outside of a trace, or inside suppressed code', async () => {
      tracing = startTracing();
      const instrumentation = instrument({ ignore: () => true });
      await assertOff();
      instrumentation.setConfig({ requireParentSpan: true });
      await assertOff();
      instrumentation.setConfig(hooks);
      await context.with(suppressTracing(context.active()), assertOff);
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
    });

    it('takes a new configuration at any time, for clients that were used before', async () => {
      tracing = startTracing();
      const instrumentation = instrument();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      instrumentation.setConfig({ ...hooks, batchCreateSpans: false, spanNames: 'messaging' });
      assert.deepEqual(await spansOf(tracing), ['S3.HeadBucket', 'receive jobs', 'send jobs', 'send jobs']);
      assert.equal(hooked.length, 12);
      assert.throws(() => instrumentation.setConfig({ spanNames: 'fancy' as 'messaging' }), TypeError);
      assert.deepEqual(await spansOf(tracing), ['S3.HeadBucket', 'receive jobs', 'send jobs', 'send jobs']);
      assert.equal(instrumentation.getConfig().spanNames, 'messaging');
      instrumentation.setConfig();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      assert.deepEqual(hooked, []);
    });

    it('takes another tracer provider at any time', async () => {
      tracing = startTracing();
      const instrumentation = instrument();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      const exporter = new InMemorySpanExporter();
      const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
      const other = { spans: () => exporter.getFinishedSpans(), reset: () => exporter.reset() };
      instrumentation.setTracerProvider(provider);
      tracing.reset();
      assert.deepEqual(await spansOf(other), SPANS_OF_EACH);
      assert.deepEqual(tracing.spans(), []);
      instrumentation.setTracerProvider(trace.getTracerProvider());
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      await provider.shutdown();
    });

    it('takes a meter provider at any time', async () => {
      tracing = startTracing();
      const instrumentation = instrument();
      const meters = new MeterProvider();
      instrumentation.setMeterProvider(meters);
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      await meters.shutdown();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
    });

    it('is registered and taken back by registerInstrumentations', async () => {
      tracing = startTracing();
      const exporter = new InMemorySpanExporter();
      const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
      const instrumentation = instrument({ enabled: false });
      const unregister = registerInstrumentations({ instrumentations: [instrumentation], tracerProvider });
      const other = { spans: () => exporter.getFinishedSpans(), reset: () => exporter.reset() };
      assert.deepEqual(await spansOf(other), SPANS_OF_EACH);
      unregister();
      await assertOff();
      assert.equal(BASE.send, send);
      await tracerProvider.shutdown();
    });

    it('is traced by an older one for as long as nobody listens to the newest', async () => {
      const exporter = new InMemorySpanExporter();
      const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
      const other = { spans: () => exporter.getFinishedSpans(), reset: () => exporter.reset() };
      instrument().setTracerProvider(provider);
      const newest = instrument();
      assert.deepEqual(await spansOf(other), SPANS_OF_EACH);
      // Clients of the newest one, whose SDK comes and goes.
      tracing = startTracing();
      clients.sqs.destroy();
      clients.s3.destroy();
      clients = makeClients();
      exporter.reset();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      assert.deepEqual(other.spans(), []);
      await tracing.stop();
      assert.deepEqual(await spansOf(other), SPANS_OF_EACH);
      newest.disable();
      assert.deepEqual(await spansOf(other), SPANS_OF_EACH);
      await provider.shutdown();
    });

    it('has one span for each call where there are two, as long as one is on', async () => {
      tracing = startTracing();
      const first = instrument();
      const second = instrument();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      first.disable();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      first.enable();
      second.disable();
      assert.deepEqual(await spansOf(tracing), SPANS_OF_EACH);
      first.disable();
      await assertOff();
      assert.equal(BASE.send, send);
    });
  });
}
