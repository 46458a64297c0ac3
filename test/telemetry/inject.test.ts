import assert from 'node:assert/strict';
import { type Link, ROOT_CONTEXT, type Span, type Tracer, trace } from '@opentelemetry/api';
import { resolveOptions } from '../../src/options';
import type { MessageContexts, OperationDefinition } from '../../src/services/service';
import type { Call } from '../../src/telemetry/call';
import { inject } from '../../src/telemetry/inject';
import type { Measurement } from '../../src/telemetry/measurement';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const createdBy = (spanId: string) => ({
  MessageAttributes: { traceparent: { DataType: 'String', StringValue: `00-${TRACE}-${spanId}-01` } },
});

/** A call whose service looks at the contexts of its messages in this way. */
function callOf(look: (contexts: MessageContexts) => void, members: Partial<Call> = {}): { call: Call; links: Link[] } {
  const links: Link[] = [];
  const span = { isRecording: () => true, addLink: (link: Link) => links.push(link) } as unknown as Span;
  const definition: OperationDefinition = {
    batch: { entries: () => [], destinationName: () => 'orders' },
    inject(input, contexts) {
      look(contexts);
      return { ...input, injected: true };
    },
  };
  const operation = { context: ROOT_CONTEXT, input: {}, kind: { definition, name: 'SendMessageBatch' } };
  const call = {
    operation,
    span,
    options: { ...resolveOptions(), batchCreateSpans: true },
    context: trace.setSpan(ROOT_CONTEXT, span),
    telemetry: { tracer: () => undefined },
    traced: true,
    work: { over: false },
    ...members,
  };
  return { call: call as unknown as Call, links };
}

describe('the contexts of the messages of a call', () => {
  useWorld(startTracing);
  let diagnostics: Diagnostics;
  beforeEach(() => (diagnostics = captureDiagnostics()));
  afterEach(() => {
    diagnostics.stop();
    assert.deepEqual(diagnostics.lines, []);
  });

  const tracer = { startSpan: () => assert.fail('no create span') } as unknown as Tracer;
  const late: Readonly<Record<string, Partial<Call>>> = {
    'the SDK is gone by then': {},
    'the call has ended by then': {
      telemetry: { tracer: () => tracer } as unknown as Call['telemetry'],
      work: { over: true },
    },
  };
  for (const [why, members] of Object.entries(late)) {
    it(`are that of the call, in the place of create spans, where ${why}`, () => {
      const found: unknown[] = [];
      const { call } = callOf((contexts) => void found.push(contexts.contextOf(0), contexts.contextOf(1)), members);
      assert.deepEqual(inject(call, { input: { asked: 1 } }), { input: { asked: 1, injected: true } });
      assert.deepEqual([found, call.creates], [[call.context, call.context], undefined]);
    });
  }

  it('are those that they have, and its span is linked to each of their creators once', () => {
    const ids = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'aaaaaaaaaaaaaaaa'];
    const kept: boolean[] = [];
    const { call, links } = callOf((contexts) => void kept.push(...ids.map((id) => contexts.keeps(createdBy(id)))));
    inject(call, { input: {} });
    assert.deepEqual(kept, [true, true, true]);
    assert.deepEqual(
      links.map(({ context: { traceId, spanId } }) => [traceId, spanId]),
      [
        [TRACE, 'aaaaaaaaaaaaaaaa'],
        [TRACE, 'bbbbbbbbbbbbbbbb'],
      ],
    );
  });

  it('are linked by the create spans where it has them', () => {
    const creates = { prepare: () => undefined, context: () => ROOT_CONTEXT } as unknown as NonNullable<
      Call['creates']
    >;
    const { call, links } = callOf((contexts) => void contexts.keeps(createdBy('cccccccccccccccc')), { creates });
    inject(call, { input: {} });
    assert.deepEqual(links, []);
  });

  it('are counted where they do not fit, if anybody counts', () => {
    const counted: unknown[] = [];
    const attributes = { 'messaging.destination.name': 'orders' };
    const metrics = { droppedContext: (...given: unknown[]) => counted.push(given) };
    const measurement = { metrics, attributes } as unknown as Measurement;
    for (const each of [undefined, measurement]) {
      const { call } = callOf((contexts) => contexts.dropped('attribute_limit'), { measurement: each });
      assert.deepEqual(inject(call, { input: {} }), { input: { injected: true } });
    }
    assert.deepEqual(counted, [['attribute_limit', attributes]]);
  });
});
