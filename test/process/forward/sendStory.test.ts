import assert from 'node:assert/strict';
import { type Context, INVALID_SPAN_CONTEXT, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { SqsInstrumentation, forwardMessage, processMessage } from '../../../src';
import { resolveOptions } from '../../../src/options';
import { describeForwarded, forwardLinks } from '../../../src/process/forward/describeForward';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { startTracing } from '../../support/tracing';
import { useWorld } from '../../support/useWorld';
import { rabbitMessage } from '../brokers/messages';
import { CREATION, inSpan, startConsumerWorld } from '../consumerWorld';

type Headers = Record<string, unknown>;

/** A channel that keeps what it was asked to send, and where. */
function channel() {
  const sent: { headers: Headers; active: Context }[] = [];
  const publish = (_exchange: string, _key: string, _content: Buffer, options?: { headers?: Headers }): boolean => {
    sent.push({ headers: options?.headers ?? {}, active: context.active() });
    return true;
  };
  return { sent, publish };
}

const TO = { routingKey: 'dead' };
const bare = (headers: object = {}) => rabbitMessage({ headers });

describe('forwarding to a broker', () => {
  describe('in a traced application', () => {
    const world = useWorld(startConsumerWorld);

    async function headersOf(message: object, options: object = {}): Promise<Headers> {
      const { sent, publish } = channel();
      await forwardMessage({ publish }, message, { ...TO, ...options });
      return sent[0]?.headers ?? assert.fail();
    }

    it('is told on the span of the attempt: where to, why, and what went wrong', async () => {
      const given = rabbitMessage({ messageId: 'given up' });
      const { publish } = channel();
      const why = { reason: 'poison', error: new RangeError('no stock') };
      await processMessage(given, () => forwardMessage({ publish }, given, { ...TO, ...why }));
      const { status, events, attributes } = world.tracing.span('process shop:order.placed');
      assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: 'no stock' });
      assert.equal(attributes['messaging.forward.reason'], 'poison');
      const [, forwarded] = events;
      assert.equal(forwarded?.name, 'messaging.message.forwarded');
      assert.deepEqual(forwarded.attributes, {
        'messaging.destination.name': 'dead',
        'messaging.message.id': 'given up',
      });
    });

    it('hides what the client does inside of the send, and nothing of what it does later', async () => {
      const { sent, publish } = channel();
      let during: unknown;
      const spying = {
        publish: (...args: Parameters<typeof publish>) => {
          during = isTracingSuppressed(context.active());
          return publish(...args);
        },
      };
      await forwardMessage(spying, bare(), TO);
      const [{ active } = assert.fail()] = sent;
      assert.deepEqual([during, isTracingSuppressed(active)], [true, false]);
    });

    it('leaves headers as they are that no context could be read from', async () => {
      const headers = { traceparent: 'none', tracestate: 'a=b', tenant: 'blue' };
      assert.deepEqual(await headersOf(bare(headers)), { ...headers, 'x-retry-count': '1' });
    });

    it('tells of the attempt in the AWSTraceHeader, unless that is unwanted, or nothing attempted it', async () => {
      assert.ok('AWSTraceHeader' in (await inSpan('attempt', () => headersOf(bare()))));
      const nobody = trace.setSpanContext(context.active(), INVALID_SPAN_CONTEXT);
      assert.ok(!('AWSTraceHeader' in (await context.with(nobody, () => headersOf(bare())))));
      world.instrumentation.setConfig({ awsTraceHeader: 'never' });
      assert.ok(!('AWSTraceHeader' in (await inSpan('attempt', () => headersOf(bare())))));
    });

    it('cuts what another sender has written, however long that is', async () => {
      const headers = await headersOf(bare({ 'x-original-trace-id': 'x'.repeat(1000) }));
      assert.equal(headers['x-original-trace-id'], 'x'.repeat(256));
    });

    it('takes a count of nought from whoever begins anew', async () => {
      const headers = await headersOf(bare({ 'x-retry-count': '4' }), { retryCount: 0 });
      assert.equal(headers['x-retry-count'], '0');
    });

    for (const [error, told] of [
      [new TypeError('x'.repeat(5000)), `TypeError: ${'x'.repeat(245)}`],
      ['text', 'text'],
      [null, '_OTHER'],
      [{ name: 'Odd' }, 'Odd'],
      [{ message: 'of no type' }, 'of no type'],
    ] as const) {
      it(`says of an error what it is: ${told.slice(0, 20)}`, async () => {
        assert.equal((await headersOf(bare(), { error }))['x-error'], told);
      });
    }

    it('by what is no producer, or no channel, is said to be that, and has no span', async () => {
      for (const [options, why] of [
        [{ topic: 'dead' }, /expected a producer of Kafka for a `topic`/],
        [TO, /expected a channel of RabbitMQ for a `routingKey`/],
      ] as const)
        await assert.rejects(forwardMessage({} as never, bare(), options as never), {
          name: 'TypeError',
          message: why,
        });
      assert.deepEqual(world.tracing.spans(), []);
    });

    it('links its send to what was attempted, in the words of the detail that is wanted', () => {
      const given = inSpan('attempt', () => describeForwarded(rabbitMessage(), {}));
      const attempt = world.tracing.span('attempt').spanContext().spanId;
      for (const [detail, told] of [
        ['full', ['original_message', 'processing_attempt']],
        ['standard', [undefined, undefined]],
      ] as const) {
        const links = forwardLinks(given, resolveOptions({ detail }).naming);
        assert.deepEqual(
          links.map(({ context: { spanId } }) => spanId),
          [CREATION.spanId, attempt],
        );
        assert.deepEqual(
          links.map(({ attributes }) => attributes?.['relationship']),
          told,
        );
        if (detail === 'standard') for (const link of links) assert.ok(!('attributes' in link));
      }
    });
  });

  describe('where nothing is traced', () => {
    let diagnostics: Diagnostics;
    beforeEach(() => void (diagnostics = captureDiagnostics()));
    afterEach(() => diagnostics.stop());

    it('hides nothing of what the client traces itself, and says nothing', async () => {
      const tracing = startTracing();
      const { sent, publish } = channel();
      try {
        await forwardMessage({ publish }, bare(), TO);
        const [{ active } = assert.fail()] = sent;
        assert.equal(isTracingSuppressed(active), false);
        assert.deepEqual(tracing.spans(), []);
      } finally {
        await tracing.stop();
      }
      assert.deepEqual(diagnostics.lines, []);
    });

    it('does without the SDK of an instrumentation', async () => {
      const instrumentation = new SqsInstrumentation();
      const { sent, publish } = channel();
      try {
        await forwardMessage({ publish }, bare(), TO);
      } finally {
        instrumentation.disable();
      }
      const failed = diagnostics.lines.filter((line) => line.includes(' threw'));
      assert.deepEqual([sent.length, failed], [1, []]);
    });
  });
});
