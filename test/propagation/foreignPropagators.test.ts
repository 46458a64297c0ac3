import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT_CONTEXT, type TextMapPropagator, propagation, trace } from '@opentelemetry/api';
import { SqsInstrumentation, extractMessageContext, processMessage, wrapHandler } from '../../src';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

/** As Jaeger's propagator reads: any text as an id, and each entry of baggage from a field of its own. */
const jaeger: TextMapPropagator = {
  inject: () => undefined,
  extract(of, carrier, getter) {
    let baggage = propagation.createBaggage();
    for (const name of getter.keys(carrier)) {
      const value = name.startsWith('uberctx-') ? getter.get(carrier, name) : undefined;
      if (typeof value === 'string') baggage = baggage.setEntry(name.slice('uberctx-'.length), { value });
    }
    const [traceId = '', spanId = '', , flags] = String(getter.get(carrier, 'uber-trace-id')).split(':');
    const span = { traceId: traceId.padStart(32, '0'), spanId: spanId.padStart(16, '0'), traceFlags: Number(flags) };
    return propagation.setBaggage(trace.setSpanContext(of, { ...span, isRemote: true }), baggage);
  },
  fields: () => ['uber-trace-id'],
};

const header = (StringValue: string) => ({ 'uber-trace-id': { DataType: 'String', StringValue } });
const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const SPAN_ID = '53995c3f42cd8ad8';

describe('what a propagator takes without a look', () => {
  const world = useWorld(() => {
    const tracing = startTracing({ propagator: jaeger });
    const instrumentation = new SqsInstrumentation();
    return {
      tracing,
      async stop() {
        instrumentation.disable();
        await tracing.stop();
      },
    };
  });

  const spanIn = (MessageAttributes: object, Body = 'x') =>
    trace.getSpanContext(extractMessageContext({ Body, MessageAttributes }, ROOT_CONTEXT));

  it('is no span where its ids are none: a link to it costs the exporter a whole batch', async () => {
    assert.equal(spanIn(header(`${TRACE_ID}:${SPAN_ID}:0:1`))?.spanId, SPAN_ID);
    for (const hostile of [`${'z'.repeat(32)}:${SPAN_ID}:0:1`, `NaN:${SPAN_ID}:0:1`, `${TRACE_ID}:undefined:0:1`]) {
      assert.equal(spanIn(header(hostile)), undefined, hostile);
      await processMessage({ Body: 'x', MessageAttributes: header(hostile) }, async () => undefined);
    }
    assert.deepEqual(
      world.tracing.spans().map(({ links }) => links),
      [[], [], []],
    );
  });

  it('is a span in lower case, as a child has to name it to others', async () => {
    const upper = header(`${TRACE_ID.toUpperCase()}:${SPAN_ID.toUpperCase()}:0:1`);
    assert.deepEqual(spanIn(upper), { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, isRemote: true });
    await processMessage({ Body: 'x', MessageAttributes: upper }, async () => undefined, {
      consumerRelation: 'parent',
    });
    assert.equal(world.tracing.spans().at(-1)?.spanContext().traceId, TRACE_ID);
  });

  it('is the same in the headers of a request to a function', async () => {
    const upper = `${TRACE_ID.toUpperCase()}:${SPAN_ID.toUpperCase()}:0:1`;
    for (const [given, expected] of [
      [upper, SPAN_ID],
      [`NaN:${SPAN_ID}:0:1`, undefined],
    ]) {
      world.tracing.reset();
      const event = { httpMethod: 'GET', path: '/orders', headers: { 'Uber-Trace-Id': given }, requestContext: {} };
      await wrapHandler(async (..._: unknown[]) => undefined)(event, { functionName: 'shop', awsRequestId: given });
      const [span] = world.tracing.spans();
      assert.equal(span?.parentSpanContext?.spanId, expected);
      if (expected !== undefined) assert.equal(span?.spanContext().traceId, TRACE_ID);
    }
  });

  it('hides nothing that comes behind it', () => {
    const attributes = { 'uber-trace-id': { Type: 'String', Value: `${TRACE_ID}:${SPAN_ID}:0:1` } };
    const envelope = JSON.stringify({ Type: 'Notification', MessageAttributes: attributes, Message: 'x' });
    assert.equal(spanIn(header('NaN:NaN:0:1'), envelope)?.spanId, SPAN_ID);
  });

  it('is not more baggage than others send', () => {
    const entries = Array.from({ length: 1000 }, (_, index) => [`uberctx-${index}`, { Type: 'String', Value: 'v' }]);
    const attributes = { ...Object.fromEntries(entries), ...header(`${TRACE_ID}:${SPAN_ID}:0:1`) };
    const headers = Object.fromEntries(entries.map(([name]) => [name, Buffer.from('v')]));
    const record = { topic: 't', partition: 0, offset: '1', value: Buffer.from('v'), headers };
    const envelope = JSON.stringify({ Type: 'Notification', MessageAttributes: attributes, Message: 'x' });
    for (const message of [{ Body: envelope }, record]) {
      const read = propagation.getBaggage(extractMessageContext(message, ROOT_CONTEXT));
      assert.equal(read?.getAllEntries().length, 180);
    }
    assert.equal(spanIn({}, envelope)?.spanId, SPAN_ID);
  });
});

describe('the span of an invocation', () => {
  /** As X-Ray's propagator for Lambda reads: the environment before the message. */
  const script = `
    const { ROOT_CONTEXT, defaultTextMapGetter, propagation, trace } = require('@opentelemetry/api');
    const { CompositePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');
    const { AWSXRayPropagator } = require('@opentelemetry/propagator-aws-xray');
    const { extractMessageContext } = require(${JSON.stringify(join(__dirname, '../../src'))});
    const xray = new AWSXRayPropagator();
    const lambda = {
      inject: (...given) => xray.inject(...given),
      extract(of, carrier, getter) {
        const read = xray.extract(of, carrier, getter);
        const header = process.env._X_AMZN_TRACE_ID;
        if (trace.getSpanContext(of) !== undefined || !header) return read;
        return xray.extract(read, { 'x-amzn-trace-id': header }, defaultTextMapGetter);
      },
      fields: () => xray.fields(),
    };
    const w3c = new W3CTraceContextPropagator();
    const text = (stringValue) => ({ dataType: 'String', stringValue });
    const header = (digit) => \`Root=1-\${digit.repeat(8)}-\${digit.repeat(24)};Parent=\${digit.repeat(16)};Sampled=1\`;
    const records = [
      { messageAttributes: {} },
      { messageAttributes: { 'X-Amzn-Trace-Id': text(header('a')) } },
      { messageAttributes: { traceparent: text(\`00-\${'b'.repeat(32)}-\${'b'.repeat(16)}-01\`) } },
      { messageAttributes: {}, attributes: { AWSTraceHeader: header('c') } },
    ];
    process.env._X_AMZN_TRACE_ID = header('e');
    const found = [[lambda], [lambda, w3c], [w3c, lambda]].map((propagators) => {
      propagation.disable();
      propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
      return records.map((record) => trace.getSpanContext(extractMessageContext(record, ROOT_CONTEXT))?.spanId[0] ?? '-');
    });
    console.log(found.map((each) => each.join('')).join(' '));
  `;

  it('has created no message, whatever a propagator says', () => {
    const env = { ...process.env, AWS_LAMBDA_FUNCTION_NAME: 'orders' };
    const found = execFileSync(process.execPath, ['-e', script], { cwd: __dirname, env, encoding: 'utf8' });
    assert.equal(found.trim(), '-a-c -abc -abc');
  });
});
