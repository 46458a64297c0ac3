import assert from 'node:assert/strict';
import {
  ROOT_CONTEXT,
  type TextMapPropagator,
  TraceFlags,
  context,
  createTraceState,
  propagation,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { MessageQueuePropagator, extractMessageContext, injectMessageContext } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';

type Attributes = Record<string, { DataType: string; StringValue: string }>;

/** As OpenTelemetry's propagator for OpenTracing writes. */
const OT: TextMapPropagator = {
  inject(of, carrier, setter) {
    const span = trace.getSpanContext(of);
    if (span === undefined) return;
    setter.set(carrier, 'ot-tracer-traceid', span.traceId.slice(16));
    setter.set(carrier, 'ot-tracer-spanid', span.spanId);
    setter.set(carrier, 'ot-tracer-sampled', 'true');
    setter.set(carrier, 'ot-baggage-user', 'x');
  },
  extract: (of) => of,
  fields: () => ['ot-tracer-traceid', 'ot-tracer-spanid', 'ot-tracer-sampled'],
};

/** As Jaeger's propagator writes and reads, in both its fields of the trace and those of baggage. */
const jaeger: TextMapPropagator = {
  inject(of, carrier, setter) {
    const span = trace.getSpanContext(of);
    if (span !== undefined) setter.set(carrier, 'uber-trace-id', `${span.traceId}:${span.spanId}:0:01`);
    for (const [key, { value }] of propagation.getBaggage(of)?.getAllEntries() ?? []) {
      setter.set(carrier, `uberctx-${key}`, value);
    }
  },
  extract(of, carrier, getter) {
    const [traceId, spanId, , flags] = String(getter.get(carrier, 'uber-trace-id')).split(':');
    if (traceId === undefined || spanId === undefined) return of;
    return trace.setSpanContext(of, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
  },
  fields: () => ['uber-trace-id'],
};

const composite = (...propagators: TextMapPropagator[]) => new CompositePropagator({ propagators });
const w3c = new W3CTraceContextPropagator();
const baggage = new W3CBaggagePropagator();
const queue = new MessageQueuePropagator();
const multi = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
/** Every propagator that is read back here. */
const PROPAGATORS: Readonly<Record<string, TextMapPropagator>> = {
  'message queue': queue,
  'message queue and baggage': composite(queue, baggage),
  Jaeger: jaeger,
  'Jaeger and baggage': composite(baggage, jaeger),
  'B3 and message queue': composite(new B3Propagator(), queue),
  all: composite(w3c, baggage, new AWSXRayPropagator(), multi, jaeger, queue),
};

const SPAN = {
  traceId: '5759e988bd862e3fe1be46a994272793',
  spanId: '53995c3f42cd8ad8',
  traceFlags: TraceFlags.SAMPLED,
  traceState: createTraceState('a=b'),
};
const CARRIED = propagation.setBaggage(
  trace.setSpanContext(ROOT_CONTEXT, SPAN),
  propagation.createBaggage({ user: { value: 'x' } }),
);
const FORMER_LIMIT = 262_144;

describe('the fields of one propagator', () => {
  let tracing: Tracing | undefined;
  afterEach(() => tracing?.stop());
  const use = async (propagator: TextMapPropagator) => {
    await tracing?.stop();
    tracing = startTracing({ propagator });
  };

  /** What a message has after an injection that found that many attributes of its own, and so many free bytes. */
  function injected(count: number, free: number) {
    const own: Attributes = {};
    for (let index = 0; index < count; index++) own[`a${index}`] = { DataType: 'String', StringValue: 'v' };
    const MessageBody = 'b'.repeat(FORMER_LIMIT - 9 * count - free);
    const message = { QueueUrl: 'q', MessageBody, MessageAttributes: own, MessageSystemAttributes: {} as Attributes };
    return context.with(CARRIED, () => injectMessageContext(message));
  }
  const added = (count: number, free = 2000) => Object.keys(injected(count, free).MessageAttributes).slice(count);

  for (const [name, propagator] of Object.entries(PROPAGATORS)) {
    it(`name the sampled span of the sender, whatever is free: ${name}`, async () => {
      await use(propagator);
      for (let count = 0; count <= 10; count++) {
        for (const free of [2000, 300, 150, 90, 60, 30, 0]) {
          const { MessageAttributes, MessageSystemAttributes } = injected(count, free);
          const header = MessageSystemAttributes['AWSTraceHeader']?.StringValue;
          const message = { MessageAttributes, Attributes: { AWSTraceHeader: header } };
          const { traceId, spanId, traceFlags } =
            trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT)) ?? {};
          const expected = { traceId: SPAN.traceId, spanId: SPAN.spanId, traceFlags: SPAN.traceFlags };
          assert.deepEqual({ traceId, spanId, traceFlags }, expected, `${count} attributes, ${free} bytes`);
        }
      }
    });
  }

  it('go out together or not at all, and what accompanies them only with them', async () => {
    const cases: readonly (readonly [TextMapPropagator, Readonly<Record<number, readonly string[]>>])[] = [
      [
        queue,
        {
          6: ['trace_id', 'span_id', 'trace_flags', 'trace_state'],
          7: ['trace_id', 'span_id', 'trace_flags'],
          8: [],
          9: [],
        },
      ],
      [OT, { 7: ['ot-tracer-traceid', 'ot-tracer-spanid', 'ot-tracer-sampled'], 8: [], 9: [] }],
      [jaeger, { 8: ['uber-trace-id', 'uberctx-user'], 9: ['uber-trace-id'], 10: [] }],
      [composite(queue, w3c), { 9: ['traceparent'], 7: ['traceparent', 'tracestate', 'trace_state'] }],
    ];
    for (const [propagator, byCount] of cases) {
      await use(propagator);
      for (const [count, fields] of Object.entries(byCount)) assert.deepEqual(added(Number(count)), fields, count);
    }
    await use(jaeger);
    assert.deepEqual(added(0, 30), []);
  });
});
