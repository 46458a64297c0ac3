import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, createTraceState, propagation, trace } from '@opentelemetry/api';
import { injectIntoClientContext } from '../../src/propagation/clientContext';
import { injectIntoDetail } from '../../src/propagation/eventDetail';
import { CREATION, TRACEPARENT } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

/** What Lambda takes, encoded. */
const MAX_ENCODED = 3583;
const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: 1 });
const FIELD = `"traceparent":"${TRACEPARENT}"`;
const STALE = TRACEPARENT.replace(CREATION.spanId, '1'.repeat(16));

describe('a trace context inside of the JSON of', () => {
  useWorld(startTracing);
  const isCopy = (): boolean => false;

  describe('a client context', () => {
    const inject = (json: string, context: Context = IN_SPAN, keeps?: () => boolean): string | undefined => {
      const encoded = injectIntoClientContext(Buffer.from(json).toString('base64'), context, keeps);
      return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
    };

    it('stands alone where there is none yet', () => {
      for (const none of [undefined, null, '']) {
        const encoded = injectIntoClientContext(none, IN_SPAN) ?? '';
        assert.equal(Buffer.from(encoded, 'base64').toString(), `{"custom":{${FIELD}}}`);
      }
    });

    it('stands behind the first brace, and where the member is null', () => {
      assert.equal(inject(' {"a":1}'), ` {"custom":{${FIELD}},"a":1}`);
      assert.equal(inject('{"custom":null}'), `{"custom":{${FIELD}}}`);
      assert.equal(inject('{"custom":null,"a":1,"b":1.0}'), undefined, 'a number would be written otherwise');
      assert.equal(inject('{"custom":7}'), undefined);
    });

    it('stays where it is the own one, and else gives way with all else as it was', () => {
      const own = `{"custom":{"traceparent":"${STALE}"},"n":7}`;
      assert.equal(inject(own), undefined);
      assert.equal(inject(own, IN_SPAN, isCopy), own.replace(STALE, TRACEPARENT));
      assert.equal(inject(own.replace(':7', ':1.0'), IN_SPAN, isCopy), undefined);
    });

    for (const [what, own] of [
      ['none', undefined],
      ['an empty one', '{}'],
      ['one with members', '{"a":1}'],
    ] as const) {
      it(`is there beside baggage of any size: ${what}`, () => {
        const seen = new Set<boolean>();
        for (let size = 2540; size < 2640; size++) {
          const entries = { k: { value: 'x'.repeat(size - 'k='.length) } };
          const context = propagation.setBaggage(IN_SPAN, propagation.createBaggage(entries));
          const encoded = injectIntoClientContext(own && Buffer.from(own).toString('base64'), context) ?? '';
          assert.ok(encoded.length <= MAX_ENCODED);
          const json = Buffer.from(encoded, 'base64').toString();
          assert.ok(json.includes(FIELD), `${size} bytes`);
          seen.add(json.includes('baggage'));
        }
        assert.deepEqual([...seen], [true, false], 'the baggage itself, as long as it fits');
      });
    }
  });

  describe('an event detail', () => {
    it('is no member that holds nothing', () => {
      assert.equal(injectIntoDetail('{"a":1}', ROOT_CONTEXT, { bytes: 1000 }), undefined);
    });

    it('is there without what does not fit beside it', () => {
      const context = trace.setSpanContext(ROOT_CONTEXT, {
        ...CREATION,
        traceFlags: 1,
        traceState: createTraceState(`k=${'x'.repeat(200)}`),
      });
      assert.equal(injectIntoDetail('{"a":1}', context, { bytes: 150 }), `{"_trace":{${FIELD}},"a":1}`);
    });

    it('stays where nobody says that it is a copy, of which one is asked', () => {
      const detail = `{"_trace":{"traceparent":"${STALE}"}}`;
      assert.equal(injectIntoDetail(detail, IN_SPAN, { bytes: 1000 }), undefined);
      const asked: object[] = [];
      injectIntoDetail(detail, IN_SPAN, { bytes: 1000 }, (carrier) => asked.push(carrier) > 0);
      assert.deepEqual(asked, [JSON.parse(detail)]);
    });

    for (const [what, detail] of [
      ['an object further in has the same one before', `{"a":{"_trace":{"traceparent":"${STALE}"}},`],
      ['it is written with blanks', `{"_trace": {"traceparent":"${STALE}"},"b":`],
    ] as const) {
      it(`stays where ${what}`, () => {
        const whole = detail.endsWith(',') ? `${detail}"_trace":{"traceparent":"${STALE}"}}` : `${detail}1}`;
        const room = { bytes: 1000 };
        assert.equal(injectIntoDetail(whole, IN_SPAN, room, isCopy), undefined);
        assert.equal(room.bytes, 1000);
      });
    }

    it('is left as it is where it is the same one', () => {
      const detail = `{"_trace":{${FIELD}},"a":1}`;
      assert.equal(injectIntoDetail(detail, IN_SPAN, { bytes: 1000 }, isCopy), undefined);
    });
  });
});
