import assert from 'node:assert/strict';
import {
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  context,
  createContextKey,
  propagation,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { extractMessageContext } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';
import { CREATION, OTHER, SILENT, TELLING, TRACEPARENT, X_RAY, event, notification } from './corpus';

const ids = (spanContext: SpanContext | undefined) =>
  spanContext && `${spanContext.traceId}/${spanContext.spanId}/${spanContext.traceFlags}`;

describe('extractMessageContext', () => {
  let tracing: Tracing;
  before(() => {
    tracing = startTracing();
  });
  after(() => tracing.stop());

  const ambient = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: 'c'.repeat(32),
    spanId: 'd'.repeat(16),
    traceFlags: 1,
  });

  describe('finds the creation context in', () => {
    for (const [where, message] of Object.entries(TELLING)) {
      it(where, () => {
        for (const parent of [ROOT_CONTEXT, ambient]) {
          const found = trace.getSpanContext(extractMessageContext(message, parent));
          assert.equal(ids(found), ids(CREATION));
          assert.equal(found?.isRemote, true);
        }
        assert.equal(ids(trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT))), ids(CREATION));
      });
    }
  });

  describe('gives up silently on', () => {
    for (const [what, message] of Object.entries(SILENT)) {
      it(what, () => {
        assert.equal(trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT)), undefined);
        assert.equal(trace.getSpan(extractMessageContext(message, ambient)), trace.getSpan(ambient));
        assert.equal(trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT)), undefined);
      });
    }

    it('messages that object to being looked at', () => {
      const forbidding = new Proxy({}, { get: () => assert.fail('hands off') });
      const { proxy: revoked, revoke } = Proxy.revocable({}, {});
      revoke();
      const attributes = new Proxy({}, { ownKeys: () => assert.fail(), getOwnPropertyDescriptor: () => assert.fail() });
      for (const message of [forbidding, revoked, { MessageAttributes: attributes }, { Attributes: forbidding }]) {
        assert.equal(extractMessageContext(message, ambient), ambient);
      }
    });

    it('a propagator that throws', () => {
      const failing: TextMapPropagator = {
        inject: () => undefined,
        extract: () => assert.fail('broken propagator'),
        fields: () => [],
      };
      propagation.disable();
      propagation.setGlobalPropagator(failing);
      try {
        assert.equal(extractMessageContext(TELLING["message attributes in the SDK's casing"], ambient), ambient);
      } finally {
        propagation.disable();
        propagation.setGlobalPropagator(new W3CTraceContextPropagator());
      }
    });
  });

  it('nothing is polluted by a `__proto__`', () => {
    for (const message of Object.values(SILENT)) extractMessageContext(message);
    assert.equal(({} as Record<string, unknown>)['traceparent'], undefined);
    assert.equal(({} as Record<string, unknown>)['MessageAttributes'], undefined);
  });

  it('builds on the active context where no parent is given, and keeps its values', async () => {
    const key = createContextKey('tenant');
    await context.with(ambient.setValue(key, 'acme'), async () => {
      const found = extractMessageContext({ Attributes: { AWSTraceHeader: X_RAY } });
      assert.equal(found.getValue(key), 'acme');
      assert.equal(ids(trace.getSpanContext(found)), ids(CREATION));
      assert.equal(extractMessageContext('nothing'), context.active());
    });
  });

  it('brings baggage along, also that of a message whose trace came elsewhere', async () => {
    await tracing.stop();
    tracing = startTracing();
    const baggage = { DataType: 'String', StringValue: 'user=alice' };
    for (const message of [
      { MessageAttributes: { baggage, traceparent: { DataType: 'String', StringValue: TRACEPARENT } } },
      { MessageAttributes: { baggage }, Attributes: { AWSTraceHeader: X_RAY } },
      { Body: event({ _trace: { traceparent: TRACEPARENT, baggage: 'user=alice' } }) },
    ]) {
      const found = extractMessageContext(message, ROOT_CONTEXT);
      assert.equal(ids(trace.getSpanContext(found)), ids(CREATION));
      assert.equal(propagation.getBaggage(found)?.getEntry('user')?.value, 'alice');
    }
    const alone = extractMessageContext({ MessageAttributes: { baggage } }, ambient);
    assert.equal(trace.getSpan(alone), trace.getSpan(ambient));
    assert.equal(propagation.getBaggage(alone)?.getEntry('user')?.value, 'alice');
  });

  it('leaves the message as it is', () => {
    const message = Object.freeze({
      Body: notification({ MessageAttributes: { traceparent: { Type: 'String', Value: TRACEPARENT } } }),
      Attributes: Object.freeze({}),
      MessageAttributes: Object.freeze({}),
    });
    const before = structuredClone(message);
    extractMessageContext(message);
    assert.deepEqual(message, before);
  });

  describe('with the propagator of', () => {
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    const { traceId, spanId } = CREATION;
    const cases: [string, TextMapPropagator, Record<string, string>][] = [
      ['X-Ray', new AWSXRayPropagator(), { 'x-amzn-trace-id': X_RAY }],
      ['B3, one header', new B3Propagator(), { b3: `${traceId}-${spanId}-1` }],
      [
        'B3, several headers',
        new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
        { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-sampled': '1' },
      ],
      [
        'several',
        new CompositePropagator({ propagators: [new AWSXRayPropagator(), new W3CTraceContextPropagator()] }),
        { traceparent: TRACEPARENT, 'x-amzn-trace-id': OTHER },
      ],
    ];
    for (const [name, propagator, headers] of cases) {
      it(`${name}: attributes, envelope and event`, () => {
        propagation.disable();
        propagation.setGlobalPropagator(propagator);
        try {
          const entries = Object.entries(headers);
          const attributes = Object.fromEntries(entries.map(([key, value]) => [key, attribute(value)]));
          const enveloped = Object.fromEntries(entries.map(([key, Value]) => [key, { Type: 'String', Value }]));
          for (const message of [
            { MessageAttributes: attributes },
            { Body: notification({ MessageAttributes: enveloped }) },
            { Body: event({ _trace: headers }) },
          ]) {
            assert.equal(ids(trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT))), ids(CREATION));
          }
        } finally {
          propagation.disable();
          propagation.setGlobalPropagator(new W3CTraceContextPropagator());
        }
      });
    }
  });

  it('a carrier on which a propagator throws hides none of the others', () => {
    const w3c = new W3CTraceContextPropagator();
    const strict: TextMapPropagator = {
      inject: () => undefined,
      fields: () => w3c.fields(),
      extract(base, carrier, getter) {
        if (getter.get(carrier, 'traceparent') === '%') throw new URIError('malformed');
        return w3c.extract(base, carrier, getter);
      },
    };
    propagation.disable();
    propagation.setGlobalPropagator(strict);
    try {
      const MessageAttributes = { traceparent: { DataType: 'String', StringValue: '%' } };
      for (const beside of [
        { Body: event({ _trace: { traceparent: TRACEPARENT } }) },
        { Body: event({ _trace: { traceparent: '%' } }), Attributes: { AWSTraceHeader: X_RAY } },
      ]) {
        const found = extractMessageContext({ MessageAttributes, ...beside }, ROOT_CONTEXT);
        assert.equal(ids(trace.getSpanContext(found)), ids(CREATION));
      }
      assert.equal(extractMessageContext({ MessageAttributes }, ambient), ambient);
    } finally {
      propagation.disable();
      propagation.setGlobalPropagator(w3c);
    }
  });
});
