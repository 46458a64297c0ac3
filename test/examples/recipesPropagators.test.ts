import assert from 'node:assert/strict';
import { ROOT_CONTEXT, type TextMapPropagator, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { config, queueSafePropagator, xrayAndW3C } from '../../examples/recipes/propagators';
import { MessageQueuePropagator, extractMessageContext, processMessage } from '../../src';
import { startTracing } from '../support/tracing';
import { type RecipeWorld, idOf, linksOf, startRecipeWorld } from './recipeWorld';

describe('recipes of propagation', () => {
  let world: RecipeWorld;

  afterEach(() => world.stop());

  /** Sends a message; gives the span that sent it, and what was written into the message. */
  async function send() {
    const orders = await world.queue('orders');
    await world.send(orders, 'order');
    const span = world.tracing.span('SQS.SendMessage');
    const body = world.server.sent('SendMessage')[0]?.body as unknown as Record<
      string,
      Record<string, { StringValue: string }>
    >;
    const texts = (attributes: Record<string, { StringValue: string }> = {}): Record<string, string> =>
      Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]));
    const { MessageAttributes, MessageSystemAttributes } = body;
    return { orders, span, attributes: texts(MessageAttributes), system: texts(MessageSystemAttributes) };
  }

  /** The span that a message names, read by an application with another propagator. */
  async function readBy(propagator: TextMapPropagator, message: object): Promise<string | undefined> {
    await world.tracing.stop();
    const other = startTracing({ propagator });
    const found = trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT))?.spanId;
    await other.stop();
    return found;
  }

  const xray = (traceId: string, spanId: string): string =>
    `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1`;

  it('X-Ray and W3C: both are written, and either of them is enough for a reader', async () => {
    world = await startRecipeWorld({ propagator: xrayAndW3C() });
    const { orders, span, attributes } = await send();
    const { traceId, spanId } = span.spanContext();
    assert.deepEqual(attributes, {
      'X-Amzn-Trace-Id': xray(traceId, spanId),
      traceparent: `00-${traceId}-${spanId}-01`,
    });
    const message = await world.receiveOne(orders);
    processMessage(message, () => undefined);
    assert.deepEqual(linksOf(world.processed()[0]), [[idOf(span), undefined]]);
    assert.equal(await readBy(new AWSXRayPropagator(), message), spanId);
    assert.equal(await readBy(new W3CTraceContextPropagator(), message), spanId);
  });

  it("the trace header of AWS is X-Ray's own way, and takes none of the ten attributes", async () => {
    world = await startRecipeWorld();
    world.instrumentation.setConfig(config);
    const { span, attributes, system } = await send();
    const { traceId, spanId } = span.spanContext();
    assert.deepEqual(system, { AWSTraceHeader: xray(traceId, spanId) });
    assert.deepEqual(Object.keys(attributes), ['traceparent']);
  });

  it('plain fields beside W3C: either is enough', async () => {
    world = await startRecipeWorld({ propagator: queueSafePropagator() });
    const { orders, span, attributes } = await send();
    const { traceId, spanId } = span.spanContext();
    assert.deepEqual(attributes, {
      traceparent: `00-${traceId}-${spanId}-01`,
      trace_id: traceId,
      span_id: spanId,
      trace_flags: '1',
    });
    const message = await world.receiveOne(orders);
    assert.equal(await readBy(new MessageQueuePropagator(), message), spanId);
    assert.equal(await readBy(new W3CTraceContextPropagator(), message), spanId);
  });
});
