import assert from 'node:assert/strict';
import { TraceFlags, context, trace } from '@opentelemetry/api';
import { processMessage } from '../../src';
import { CREATION, QUEUE_URL, inSpan, message, startConsumerWorld } from './consumerWorld';
import { idOf, linksOf } from '../integration/sqsWorld';
import { useWorld } from '../support/useWorld';

const OPTIONS = { queueUrl: QUEUE_URL };
const PROCESS = 'process orders';
const CREATION_ID = `${CREATION.traceId}/${CREATION.spanId}`;

describe('the process span and the span that created its message', () => {
  const world = useWorld(startConsumerWorld);
  after(() => {
    delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
  });

  const span = () => world.tracing.span(PROCESS);

  describe('consumerRelation', () => {
    it("'link', the default: a trace of its own that links to the creation context, with the message's id", () => {
      const given = message();
      processMessage(given, () => undefined, OPTIONS);
      assert.equal(span().parentSpanContext, undefined);
      assert.notEqual(span().spanContext().traceId, CREATION.traceId);
      assert.deepEqual(linksOf(span()), [[CREATION_ID, { 'messaging.message.id': given.MessageId }]]);
    });

    it("'link': below the ambient span, if there is one", () => {
      inSpan('poll', (poll) => {
        processMessage(message(), () => undefined, OPTIONS);
        assert.equal(span().parentSpanContext?.spanId, poll.spanContext().spanId);
      });
      assert.deepEqual(
        linksOf(span()).map(([id]) => id),
        [CREATION_ID],
      );
    });

    for (const way of ['configuration', 'option'] as const) {
      it(`'parent' as ${way}: in the producer's trace, linked to it and to the ambient span`, () => {
        if (way === 'configuration') world.reset({ consumerRelation: 'parent' });
        const options = way === 'option' ? { ...OPTIONS, consumerRelation: 'parent' as const } : OPTIONS;
        const given = message();
        const poll = inSpan('poll', (ambient) => {
          processMessage(
            given,
            () => assert.equal(trace.getActiveSpan()?.spanContext().traceId, CREATION.traceId),
            options,
          );
          return ambient.spanContext();
        });
        assert.equal(span().spanContext().traceId, CREATION.traceId);
        assert.equal(span().parentSpanContext?.spanId, CREATION.spanId);
        assert.deepEqual(linksOf(span()), [
          [CREATION_ID, { 'messaging.message.id': given.MessageId }],
          [idOf(poll), {}],
        ]);
      });
    }

    it("'parent' of a message that tells of no creation context: as if nothing were configured", () => {
      world.reset({ consumerRelation: 'parent' });
      inSpan('poll', (poll) => {
        processMessage(message({ MessageAttributes: {} }), () => undefined, OPTIONS);
        assert.equal(span().parentSpanContext?.spanId, poll.spanContext().spanId);
      });
      assert.deepEqual(linksOf(span()), []);
    });

    it('the option goes before the configuration', () => {
      world.reset({ consumerRelation: 'parent' });
      processMessage(message(), () => undefined, { ...OPTIONS, consumerRelation: 'link' });
      assert.equal(span().parentSpanContext, undefined);
    });

    it('a message that was created in the ambient span itself is linked to it', () => {
      inSpan('both', (both) => {
        const { traceId, spanId } = both.spanContext();
        const traceparent = { DataType: 'String', StringValue: `00-${traceId}-${spanId}-01` };
        processMessage(message({ MessageAttributes: { traceparent } }), () => undefined, OPTIONS);
        assert.deepEqual(
          linksOf(span()).map(([id]) => id),
          [`${traceId}/${spanId}`],
        );
      });
    });

    it('a forward that is both creator and previous attempt is linked to once', () => {
      const AWSTraceHeader = `Root=1-${CREATION.traceId.slice(0, 8)}-${CREATION.traceId.slice(8)};Parent=${CREATION.spanId};Sampled=1`;
      const MessageAttributes = { 'x-retry-count': { DataType: 'String', StringValue: '1' } };
      const given = message({ MessageAttributes, Attributes: { AWSTraceHeader } });
      processMessage(given, () => undefined, OPTIONS);
      assert.deepEqual(
        linksOf(span()).map(([id]) => id),
        [CREATION_ID],
      );
    });

    it('a span that gives a new context object every time it is asked is not taken for the creator', () => {
      const spanContext = () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED });
      const foreign = { ...trace.wrapSpanContext(spanContext()), spanContext };
      context.with(trace.setSpan(context.active(), foreign), () => {
        processMessage(message({ MessageAttributes: {} }), () => undefined, OPTIONS);
      });
      assert.deepEqual(linksOf(span()), []);
      assert.equal(span().parentSpanContext?.spanId, 'b'.repeat(16));
    });
  });
});
