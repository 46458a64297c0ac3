import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, type SpanContext, TraceFlags, context } from '@opentelemetry/api';
import { PROCESSED, withValue } from '../../src/telemetry/callContext';
import { isRelayed, noteReceivedContext, withProcessed } from '../../src/telemetry/relayed';
import { startTracing, type Tracing } from '../support/tracing';

type Attributes = Record<string, { DataType: string; StringValue: string }>;

/** As many as are remembered. */
const MANY = 4096;
let made = 0;

function attributes(): Attributes {
  const id = String(++made).padStart(16, '0');
  return { traceparent: { DataType: 'String', StringValue: `00-0af7651916cd43dd8448eb211c80319c-${id}-01` } };
}

describe('contexts of received messages', () => {
  let tracing: Tracing;
  before(() => {
    tracing = startTracing();
  });
  after(() => tracing.stop());

  it('are known by their very attributes, not by equal ones', () => {
    const received = attributes();
    noteReceivedContext({ MessageAttributes: received });
    assert.equal(isRelayed({ MessageAttributes: received }), true);
    assert.equal(isRelayed({ MessageAttributes: { ...received } }), true);
    assert.equal(isRelayed({ MessageAttributes: structuredClone(received) }), false);
  });

  it('are not those that the application wrote into the same object since', () => {
    const received = attributes();
    noteReceivedContext({ MessageAttributes: received });
    const [own] = Object.values(attributes());
    const [object] = Object.values(received);
    assert.ok(own && object);
    object.StringValue = own.StringValue;
    assert.equal(isRelayed({ MessageAttributes: received }), false);
    noteReceivedContext({ MessageAttributes: received });
    assert.equal(isRelayed({ MessageAttributes: received }), true);
  });

  it('are forgotten, the oldest first', () => {
    const [first, second] = [attributes(), attributes()];
    noteReceivedContext({ MessageAttributes: first });
    noteReceivedContext({ MessageAttributes: second });
    for (let others = 0; others < MANY - 1; others++) noteReceivedContext({ MessageAttributes: attributes() });
    assert.equal(isRelayed({ MessageAttributes: first }), false);
    assert.equal(isRelayed({ MessageAttributes: second }), true);
  });
  it('are forgotten for none that comes without one', () => {
    const first = attributes();
    noteReceivedContext({ MessageAttributes: first });
    const without = [{}, { MessageAttributes: {} }, { MessageAttributes: { traceparent: { DataType: 'String' } } }];
    for (let others = 0; others < MANY; others++) noteReceivedContext(without[others % without.length] ?? {});
    assert.equal(isRelayed({ MessageAttributes: first }), true);
  });

  it('are none that are longer than any context', () => {
    for (const [length, expected] of [
      [1024, true],
      [1025, false],
    ] as const) {
      const MessageAttributes = { traceparent: { DataType: 'String', StringValue: 'x'.repeat(length) } };
      noteReceivedContext({ MessageAttributes });
      assert.equal(isRelayed({ MessageAttributes }), expected, `${length}`);
    }
  });
});

describe('contexts of messages that are processed', () => {
  let tracing: Tracing;
  before(() => {
    tracing = startTracing();
  });
  after(() => tracing.stop());

  const message = (): object => ({ MessageAttributes: attributes() });
  const copyOf = (received: object): object => structuredClone(received);
  const creation = (): SpanContext => ({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: String(++made).padStart(16, '0'),
    traceFlags: TraceFlags.SAMPLED,
  });
  const isRelayedIn = (active: Context, ...sent: Parameters<typeof isRelayed>): boolean =>
    context.with(active, () => isRelayed(...sent));

  it('are those of messages and of no others, in the handler and in what it begins', () => {
    const [received, later] = [message(), message()];
    const handler = withProcessed(ROOT_CONTEXT, [received]);
    const inner = withProcessed(handler, [later]);
    assert.deepEqual(
      [received, later, message(), {}].map((each) => isRelayedIn(handler, copyOf(each))),
      [true, false, false, false],
    );
    assert.deepEqual(
      [received, later, message(), {}].map((each) => isRelayedIn(inner, copyOf(each))),
      [true, true, false, false],
    );
    assert.equal(isRelayed(copyOf(received)), false);
  });

  it('are known by the span that created a message, whatever carried it', () => {
    const created = creation();
    const handler = withProcessed(ROOT_CONTEXT, [], [created]);
    assert.equal(isRelayedIn(handler, message(), { ...created }), true);
    assert.equal(isRelayedIn(handler, message(), creation()), false);
    assert.equal(isRelayedIn(handler, message()), false);
  });

  it('are told by a release that knows nothing of the spans, too', () => {
    const [text] = Object.values(attributes());
    const formerly = { texts: [text?.StringValue], outer: undefined, depth: 1 };
    const handler = withValue(ROOT_CONTEXT, PROCESSED, formerly);
    assert.equal(isRelayedIn(handler, { MessageAttributes: { traceparent: text } }, creation()), true);
    assert.equal(isRelayedIn(handler, message(), creation()), false);
  });

  it('are none where no message has one: nothing is put into a context', () => {
    const active = ROOT_CONTEXT.setValue(Symbol('of the application'), 1);
    assert.equal(withProcessed(active, [{}, 'text', undefined, null]), active);
    assert.notEqual(withProcessed(active, [message(), 'text']), active);
  });
});
