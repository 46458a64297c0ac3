import assert from 'node:assert/strict';
import { type Baggage, type Context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, propagation, trace } from '@opentelemetry/api';
import { isUndecided } from '../../src/propagation/undecided';
import { parentageOf, withProcessing } from '../../src/telemetry/liveParent';

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** As of another tracer, which takes no `undefined`. */
class StrictContext implements Context {
  constructor(readonly values: ReadonlyMap<symbol, unknown> = new Map()) {}
  getValue(key: symbol): unknown {
    return this.values.get(key);
  }
  setValue(key: symbol, value: unknown): Context {
    assert.notEqual(value, undefined);
    return new StrictContext(new Map(this.values).set(key, value));
  }
  deleteValue(key: symbol): Context {
    return new StrictContext(new Map([...this.values].filter(([name]) => name !== key)));
  }
}

describe('what a consumer that begins with the next message has above it', () => {
  const span = trace.wrapSpanContext(SPAN);
  const baggageOf = (tenant: string): Baggage => propagation.createBaggage({ tenant: { value: tenant } });
  const [ofMessage, ofWorker] = [baggageOf('of the message'), baggageOf('of the worker')];
  const tenantOf = (context: Context): string | undefined => propagation.getBaggage(context)?.getEntry('tenant')?.value;

  it('is the span of its context, for as long as that lasts', () => {
    for (const ambient of [ROOT_CONTEXT, trace.setSpan(ROOT_CONTEXT, span)]) {
      assert.deepEqual(parentageOf(ambient), { parent: ambient, links: [] });
    }
  });

  it('is nothing but a link to one that has ended, where it has an identity', () => {
    const linked = parentageOf(
      trace.setSpan(ROOT_CONTEXT, Object.assign(trace.wrapSpanContext(SPAN), { ended: true })),
    );
    assert.equal(trace.getSpan(linked.parent), undefined);
    assert.deepEqual(linked.links, [{ context: SPAN }]);
    assert.equal(isUndecided(linked.links[0]?.context ?? assert.fail()), true);
    const nobody = Object.assign(trace.wrapSpanContext(INVALID_SPAN_CONTEXT), { ended: true });
    assert.deepEqual(parentageOf(trace.setSpan(ROOT_CONTEXT, nobody)).links, []);
  });

  for (const bottom of [ROOT_CONTEXT, new StrictContext()]) {
    const around: Readonly<Record<string, Context>> = {
      'had none': bottom,
      'had some': propagation.setBaggage(bottom, ofWorker),
      'had the same': propagation.setBaggage(bottom, ofMessage),
    };
    for (const [had, outer] of Object.entries(around)) {
      it(`is neither span nor baggage of the message before, where the worker ${had} (${bottom.constructor.name})`, () => {
        const processing = { ended: false };
        const active = propagation.setBaggage(trace.setSpan(outer, span), ofMessage);
        const ambient = withProcessing(active, processing, outer);
        assert.equal(parentageOf(ambient).parent, ambient);
        processing.ended = true;
        const { parent, links } = parentageOf(ambient);
        assert.deepEqual(links, [{ context: SPAN }]);
        assert.deepEqual([trace.getSpan(parent), tenantOf(parent)], [undefined, tenantOf(outer)]);
        // Its own baggage is the application's own affair.
        const own = parentageOf(propagation.setBaggage(ambient, baggageOf('own'))).parent;
        assert.deepEqual([trace.getSpan(own), tenantOf(own)], [undefined, 'own']);
      });
    }
  }

  it('is the span that the application has begun since, and all of the context where the message had none', () => {
    const processing = { ended: true };
    const other = trace.wrapSpanContext({ ...SPAN, spanId: 'ffffffffffffffff' });
    const without = withProcessing(propagation.setBaggage(ROOT_CONTEXT, ofMessage), processing, ROOT_CONTEXT);
    const begun = trace.setSpan(withProcessing(trace.setSpan(ROOT_CONTEXT, span), processing, ROOT_CONTEXT), other);
    for (const ambient of [without, begun]) assert.equal(parentageOf(ambient).parent, ambient);
  });
});
