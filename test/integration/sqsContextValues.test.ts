import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type TextMapPropagator, TraceFlags, context, createTraceState, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { attributes, bodyOf, sentAttribute, startSqsWorld, text } from './sqsWorld';
import { useWorld } from '../support/useWorld';

/** Writes fixed headers, as an extension's propagator might. */
class FixedPropagator implements TextMapPropagator {
  headers: Record<string, unknown> = {};
  inject(_context: unknown, carrier: unknown): void {
    Object.assign(carrier as object, this.headers);
  }
  extract: TextMapPropagator['extract'] = (extracted) => extracted;
  fields(): string[] {
    return Object.keys(this.headers);
  }
}

describe('what a propagator writes', () => {
  const fixed = new FixedPropagator();
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), fixed];
  const world = useWorld(() => startSqsWorld({}, { propagator: new CompositePropagator({ propagators }) }));
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));
  beforeEach(() => void (fixed.headers = {}));

  const remote = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const send = async (MessageAttributes: ReturnType<typeof attributes> = {}) => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
    return bodyOf(world.server.sent('SendMessage')[0]);
  };

  it('an empty tracestate is not sent, alone or in a batch', async () => {
    const empty = trace.setSpanContext(context.active(), { ...remote, traceState: createTraceState('') });
    const sent = await context.with(empty, send);
    assert.deepEqual(Object.keys(sent.MessageAttributes ?? {}), ['traceparent']);

    const Entries = [{ Id: 'a', MessageBody: 'x' }];
    const { Successful } = await context.with(empty, () =>
      world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    );
    assert.equal(Successful?.length, 1);
    const [entry] = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.deepEqual(Object.keys(entry?.MessageAttributes ?? {}), ['traceparent']);
  });

  it('an empty baggage is not sent', async () => {
    const sent = await context.with(propagation.setBaggage(context.active(), propagation.createBaggage()), send);
    assert.deepEqual(Object.keys(sent.MessageAttributes ?? {}), ['traceparent']);
  });

  for (const [what, name, value] of [
    ['an empty value', 'x-tenant', ''],
    ['a value that is no string', 'x-tenant', 7],
    ['a control character', 'x-tenant', 'a\u0000b'],
    ['half a surrogate pair', 'x-tenant', 'a\uD800b'],
    ['a name reserved by AWS', 'AWS.tenant', 'acme'],
    ['a name with a blank', 'x tenant', 'acme'],
    ['a name with two periods in a row', 'x..tenant', 'acme'],
    ['a name that ends with a period', 'tenant.', 'acme'],
    ['an empty name', '', 'acme'],
  ] as const) {
    it(`${what} is not sent, and the rest is`, async () => {
      fixed.headers = { [name]: value, 'x-other': 'kept' };
      const sent = await send();
      assert.deepEqual(Object.keys(sent.MessageAttributes ?? {}), ['traceparent', 'x-other']);
      assert.equal(sentAttribute(sent, 'x-other'), 'kept');
    });
  }

  it('tracestate and baggage come before the rest where there is little room', async () => {
    fixed.headers = { 'x-other': 'v' };
    const full = propagation.setBaggage(
      trace.setSpanContext(context.active(), { ...remote, traceState: createTraceState('vendor=1') }),
      propagation.createBaggage({ tenant: { value: 'acme' } }),
    );
    for (const [count, keys] of [
      [6, ['traceparent', 'tracestate', 'baggage', 'x-other']],
      [7, ['traceparent', 'tracestate', 'baggage']],
      [8, ['traceparent', 'tracestate']],
      [9, ['traceparent']],
      [10, []],
    ] as const) {
      world.reset();
      const sent = await context.with(full, send, undefined, attributes(count));
      assert.deepEqual(Object.keys(sent.MessageAttributes ?? {}).slice(count), keys);
      assert.equal(sent.MessageSystemAttributes !== undefined, count === 10);
    }
    assert.equal(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'tracestate'), undefined);
  });

  it('what the application has a value for already is kept, and needs no second place', async () => {
    const active = propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: 'acme' } }));
    for (const count of [1, 8]) {
      world.reset();
      const own = { ...attributes(count), baggage: text('mine=1') };
      const sent = await context.with(active, send, undefined, own);
      assert.equal(sentAttribute(sent, 'baggage'), 'mine=1');
      assert.deepEqual(Object.keys(sent.MessageAttributes ?? {}), [...Object.keys(own), 'traceparent']);
    }
  });
});

describe('a propagator that throws', () => {
  class ThrowingPropagator extends FixedPropagator {
    override inject(): void {
      throw new Error('no headers today');
    }
  }
  const world = useWorld(() => startSqsWorld({}, { propagator: new ThrowingPropagator() }));
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  it('costs the context and not the message', async () => {
    const input = { QueueUrl, MessageBody: 'x', MessageAttributes: attributes(1) };
    await world.sqs.send(new SendMessageCommand(input));
    assert.deepEqual(bodyOf(world.server.sent('SendMessage')[0]), input);
    assert.equal(world.tracing.spans('SQS.SendMessage').length, 1);
  });

  it('costs the contexts of a batch and not the batch', async () => {
    const Entries = [{ Id: 'a', MessageBody: 'x' }];
    const { Successful } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    assert.equal(Successful?.length, 1);
    assert.deepEqual(bodyOf(world.server.sent('SendMessageBatch')[0]), { QueueUrl, Entries });
    assert.equal(world.tracing.spans('SQS.SendMessageBatch').length, 1);
  });
});
