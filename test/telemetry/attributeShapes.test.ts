import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import type { AttributeValue, Span } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { endSpan } from '../../src/telemetry/endSpan';

/** Whether V8 keeps the members of an object in fields, and not in a hash table. */
const isFast = ((): ((members: unknown) => boolean) => {
  setFlagsFromString('--allow-natives-syntax');
  // V8 reads its own syntax at run time only.
  return runInThisContext('(members) => %HasFastProperties(members)') as (members: unknown) => boolean;
})();

describe('shapes of attributes', () => {
  const tracer = new NodeTracerProvider().getTracer('test');
  const attributesOf = (span: Span): unknown => (span as { attributes?: unknown }).attributes;

  function spanWith(prefix: string, count: number, value: AttributeValue = 'text'): Span {
    const span = tracer.startSpan('call');
    for (let index = 0; index < count; index++) span.setAttribute(`${prefix}.${index}`, value);
    return span;
  }

  for (const value of ['text', 1, 1.5, true, ['a', 'b']]) {
    it(`a span with many attributes costs no hash table once its kind is known: ${JSON.stringify(value)}`, () => {
      const prefix = `kind.${String(value)}`;
      const first = spanWith(prefix, 26, value);
      assert.equal(isFast(attributesOf(first)), false);
      endSpan(first);
      // Of many spans not each is looked at.
      for (let ended = 0; ended < 64; ended++) endSpan(spanWith(prefix, 26, value));
      const next = spanWith(prefix, 26, value);
      assert.equal(isFast(attributesOf(next)), true);
      assert.deepEqual(attributesOf(next), attributesOf(first));
      endSpan(next);
    });
  }

  it('looks at each kind of those that come in turns, whenever they begin', () => {
    for (let ended = 0; ended < 200; ended++) endSpan(tracer.startSpan('poll'));
    const kinds = ['create', 'send', 'receive', 'process'].map((kind) => `turn.${kind}`);
    for (let turn = 0; turn < 64; turn++) for (const kind of kinds) endSpan(spanWith(kind, 26));
    for (const kind of kinds) assert.equal(isFast(attributesOf(spanWith(kind, 26))), true, kind);
  });

  it('keeps no names without bound', () => {
    const name = 'n'.repeat(1000);
    for (let ended = 0; ended < 64; ended++) endSpan(spanWith(name, 26));
    assert.equal(isFast(attributesOf(spanWith(name, 26))), false);
  });

  it('tells nothing of a span to another', () => {
    for (let ended = 0; ended < 64; ended++) endSpan(spanWith('own', 20, 'secret'));
    const other = spanWith('own', 19);
    assert.equal(Object.keys(attributesOf(other) as object).length, 19);
    assert.doesNotMatch(JSON.stringify(attributesOf(other)), /secret/);
  });

  it('a span whose attributes cannot be seen ends all the same', () => {
    for (const attributes of [undefined, null, 'text', new Proxy({}, { ownKeys: () => assert.fail('no') })]) {
      let ended = 0;
      endSpan({ attributes, end: () => (ended += 1) } as unknown as Span);
      assert.equal(ended, 1);
    }
  });
});
