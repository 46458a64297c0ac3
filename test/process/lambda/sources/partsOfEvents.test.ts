import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SpanKind, context, propagation } from '@opentelemetry/api';
import { wrapHandler } from '../../../../src';
import * as events from '../../../fixtures/lambda/messages';
import * as others from '../../../fixtures/lambda/others';
import { useWorld } from '../../../support/useWorld';
import { CREATION, TRACEPARENT, startConsumerWorld } from '../../consumerWorld';

const traced = { order: 1, _trace: { traceparent: TRACEPARENT } };
const [record] = events.sqs(1).Records;
const [notification] = events.sns().Records;

/** What rules, pipes, destinations and state machines make of events and messages. */
const PARTS: Readonly<Record<string, unknown>> = {
  'the detail of an event, by `InputPath`': traced,
  'an event that a rule has transformed': { rule: 'orders', detail: traced },
  'a list of one that a pipe has transformed': [traced],
  'several that a pipe has transformed': [{ order: 0 }, traced, traced],
  'a list with a hole': Object.assign([], { 1: traced }),
  'one record of a queue': record,
  'the envelope of SNS': notification?.Sns,
  'an event that another function has given up': { version: '1.0', requestPayload: { detail: traced } },
};

describe('a part of an event, or of a message', () => {
  const world = useWorld(startConsumerWorld);
  const invoke = async (event: unknown, handler = async (..._: unknown[]): Promise<unknown> => undefined) => {
    world.tracing.reset();
    await wrapHandler(handler)(event, { functionName: 'shop', awsRequestId: randomUUID() });
    return world.tracing.span('shop');
  };

  for (const [part, event] of Object.entries(PARTS)) {
    it(`${part}: the invocation links to the span that created it`, async () => {
      const span = await invoke(event);
      assert.deepEqual(
        span.links.map(({ context: { traceId, spanId } }) => `${traceId}/${spanId}`),
        [`${CREATION.traceId}/${CREATION.spanId}`],
      );
      assert.equal(span.parentSpanContext, undefined);
      assert.equal(span.kind, SpanKind.SERVER);
      assert.doesNotMatch(JSON.stringify(span.attributes), /messaging|sqs/);
    });
  }

  it('brings its baggage', async () => {
    let told: string | undefined;
    await invoke({ _trace: { traceparent: TRACEPARENT, baggage: 'tenant=acme' } }, async () => {
      told = propagation.getBaggage(context.active())?.getEntry('tenant')?.value;
    });
    assert.equal(told, 'acme');
  });

  it('nothing else has a link', async () => {
    const proxy = new Proxy({}, { get: () => assert.fail(), has: () => assert.fail(), ownKeys: () => assert.fail() });
    const nothing = ['text', 7, null, {}, [], [7, null], { _trace: 'x' }, { _trace: { traceparent: 'x' } }, proxy];
    for (const event of [...nothing, others.logs(), others.firehose(), others.cognito()]) {
      const { links } = await invoke(event);
      assert.deepEqual(links, []);
    }
  });
});
