import assert from 'node:assert/strict';
import { type Span, SpanStatusCode, isSpanContextValid } from '@opentelemetry/api';
import { DeferredSpan } from '../../src/telemetry/deferredSpan';

const CONTEXT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** A span that notes what is said to it. */
function noting(): { readonly span: Span; readonly said: unknown[] } {
  const said: unknown[] = [];
  const note =
    (_: object, name: string) =>
    (...args: unknown[]) =>
      void said.push([name, ...args]);
  return { span: new Proxy({}, { get: note as never }) as Span, said };
}

describe('a span of which it is not known yet whether it will exist', () => {
  const error = new Error('x');

  it('tells the real one all that was said to it, in order, and tells no other one', () => {
    const deferred = new DeferredSpan();
    deferred
      .setAttribute('a', 1)
      .setAttributes({ b: 2 })
      .addEvent('event', { c: 3 }, 4)
      .addLink({ context: CONTEXT })
      .addLinks([{ context: CONTEXT }])
      .setStatus({ code: SpanStatusCode.ERROR })
      .updateName('another')
      .recordException(error, 5);
    deferred.end();
    const [first, second] = [noting(), noting()];
    deferred.repeatTo(first.span);
    assert.deepEqual(first.said, [
      ['setAttribute', 'a', 1],
      ['setAttributes', { b: 2 }],
      ['addEvent', 'event', { c: 3 }, 4],
      ['addLink', { context: CONTEXT }],
      ['addLinks', [{ context: CONTEXT }]],
      ['setStatus', { code: SpanStatusCode.ERROR }],
      ['updateName', 'another'],
      ['recordException', error, 5],
    ]);
    deferred.repeatTo(second.span);
    assert.deepEqual(second.said, []);
    deferred.updateName('late');
    deferred.repeatTo(second.span);
    assert.deepEqual(second.said, [['updateName', 'late']]);
  });

  it('is worth telling, and is no parent', () => {
    const deferred = new DeferredSpan();
    assert.equal(deferred.isRecording(), true);
    assert.equal(isSpanContextValid(deferred.spanContext()), false);
  });
});
