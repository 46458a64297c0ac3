import assert from 'node:assert/strict';
import type { Span } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { shared } from '../../src/shared';
import { keepShape } from '../../src/telemetry/attributeShapes';
import type { BoundedMap } from '../../src/telemetry/boundedMap';
import { endSpan } from '../../src/telemetry/endSpan';
import { fixture, runJson } from '../support/fixtures';

/** What the fixture says of V8: whether the members of an object are in fields, and not in a hash table. */
interface Shapes {
  readonly kinds: readonly {
    readonly value: unknown;
    readonly before: boolean;
    readonly after: boolean;
    readonly same: boolean;
  }[];
  readonly inTurns: readonly boolean[];
  readonly longNames: boolean;
}

describe('shapes of attributes', () => {
  const tracer = new NodeTracerProvider().getTracer('test');
  let shapes: Shapes;
  before(async () => {
    const nodeOptions = ['--allow-natives-syntax'];
    shapes = await runJson(fixture('attributeShapes.cjs'), { nodeOptions });
  });

  it('a span with many attributes costs no hash table once its kind is known', () => {
    assert.equal(shapes.kinds.length, 5);
    for (const kind of shapes.kinds) {
      assert.deepEqual(kind, { value: kind.value, before: false, after: true, same: true });
    }
  });

  it('looks at each kind of those that come in turns, whenever they begin', () => {
    assert.deepEqual(shapes.inTurns, [true, true, true, true]);
  });

  it('keeps no names without bound', () => {
    assert.equal(shapes.longNames, false);
  });

  it('tells nothing of a span to another', () => {
    const spanWith = (count: number, value: string): ReadableSpan => {
      const span = tracer.startSpan('call');
      for (let index = 0; index < count; index++) span.setAttribute(`own.${index}`, value);
      endSpan(span);
      return span as unknown as ReadableSpan;
    };
    for (let ended = 0; ended < 64; ended++) spanWith(20, 'secret');
    const { attributes } = spanWith(19, 'text');
    assert.equal(Object.keys(attributes).length, 19);
    assert.doesNotMatch(JSON.stringify(attributes), /secret/);
  });

  it('a span whose attributes cannot be seen ends all the same', () => {
    for (const attributes of [undefined, null, 'text', new Proxy({}, { ownKeys: () => assert.fail('no') })]) {
      let ended = 0;
      endSpan({ attributes, end: () => (ended += 1) } as unknown as Span);
      assert.equal(ended, 1);
    }
  });
});

describe('the shape that is kept of a span', () => {
  const state = shared('shapes of attributes', (): { ended: number; kept: BoundedMap<object> } => assert.fail('none'));

  it('has the names and the kinds of its attributes, and none of their values', () => {
    const own = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`kept.${index}`, `secret ${index}`]));
    const attributes = { ...own, whole: 7, part: 7.25, flag: true, list: ['secret'], none: undefined };
    // Of many spans one is looked at.
    for (let span = 0; span < 61; span++) keepShape({ attributes } as unknown as Span);
    assert.deepEqual(state.kept.get(Object.keys(attributes).join()), {
      ...Object.fromEntries(Object.keys(own).map((name) => [name, ''])),
      whole: 0,
      part: 0.5,
      flag: false,
      list: [],
      none: [],
    });
  });
});
