import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, createTraceState, propagation, trace } from '@opentelemetry/api';
import { injectIntoClientContext } from '../../src/propagation/clientContext';
import { injectIntoDetail } from '../../src/propagation/eventDetail';
import { startTracing } from '../support/tracing';
import { TRACEPARENT } from '../process/consumerWorld';
import { useWorld } from '../support/useWorld';

const [, traceId = '', spanId = ''] = TRACEPARENT.split('-');

/** What a client context may take before it is encoded: see the service's documentation. */
const MAX_JSON = 2685;

describe('a trace context inside of JSON', () => {
  useWorld(startTracing);

  const context = (state?: string): Context =>
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId,
      spanId,
      traceFlags: 1,
      ...(state !== undefined && { traceState: createTraceState(state) }),
    });
  /** Of which JSON makes twice as much as it has characters. */
  const quotes = context(`k=${'"'.repeat(100)}`);

  describe("of Lambda's client context", () => {
    const decoded = (encoded: string | undefined): unknown =>
      encoded === undefined ? undefined : JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    const filled = (bytes: number): string =>
      Buffer.from(JSON.stringify({ custom: {}, fill: 'x'.repeat(bytes - '{"custom":{},"fill":""}'.length) })).toString(
        'base64',
      );

    it('is put beside what is there', () => {
      assert.deepEqual(decoded(injectIntoClientContext(undefined, context())), {
        custom: { traceparent: TRACEPARENT },
      });
      const own = Buffer.from('{"client":{"app":1},"custom":{"tenant":"t"}}').toString('base64');
      assert.deepEqual(decoded(injectIntoClientContext(own, context())), {
        client: { app: 1 },
        custom: { tenant: 't', traceparent: TRACEPARENT },
      });
    });

    it('leaves every number, name and blank of it as it was', () => {
      const field = `"traceparent":"${TRACEPARENT}"`;
      for (const [own, carrying] of [
        ['{"custom":{"id":12345678901234567890}}', `{"custom":{${field},"id":12345678901234567890}}`],
        ['{"n":1e400, "n":1.0, "x":-0}', `{"custom":{${field}},"n":1e400, "n":1.0, "x":-0}`],
        ['{"env":{"custom":{"a":1}},"custom" : {} }', `{"env":{"custom":{"a":1}},"custom" : {${field}} }`],
        ['{"env":"\\"custom\\":{","custom":{"custom":{}}}', `{"env":"\\"custom\\":{","custom":{${field},"custom":{}}}`],
        ['{"custom":null,"a":1}', `{"custom":{${field}},"a":1}`],
      ] as const) {
        const encoded = injectIntoClientContext(Buffer.from(own).toString('base64'), context());
        assert.equal(Buffer.from(encoded ?? '', 'base64').toString(), carrying);
      }
      for (const own of ['{"custom":null,"id":12345678901234567890}', '{"\\u0063ustom":{"n":1.0}}']) {
        assert.equal(injectIntoClientContext(Buffer.from(own).toString('base64'), context()), undefined);
      }
      const latin = Buffer.from('{"client":{"name":"\xe9"}}', 'latin1').toString('base64');
      assert.equal(injectIntoClientContext(latin, context()), undefined);
    });

    it('needs room, of which quotes take more than they seem to', () => {
      for (const [left, fits] of [
        [80, true],
        [60, false],
      ] as const) {
        const encoded = injectIntoClientContext(filled(MAX_JSON - left), context());
        assert.equal(encoded !== undefined, fits, `${left} bytes left`);
        assert.ok(encoded === undefined || encoded.length <= 3583);
      }
      const encoded = injectIntoClientContext(filled(MAX_JSON - 220), quotes);
      assert.equal(encoded, undefined);
    });

    it('has baggage as far as that has room, and is left out where more was put in than there is', () => {
      const withBaggage = (from: Context, length: number): Context =>
        propagation.setBaggage(from, propagation.createBaggage({ k: { value: 'v'.repeat(length) } }));
      for (const own of [undefined, '{}', '{"a":1}', '{"custom":{}}', '{"custom":{"a":1}}']) {
        const given = own && Buffer.from(own).toString('base64');
        const written = (length: number): string =>
          Buffer.from(injectIntoClientContext(given, withBaggage(context(), length)) ?? '', 'base64').toString();
        const around = written(1).length - 1;
        assert.ok(written(MAX_JSON - around - 1).includes('"baggage"'), own);
        const without = written(MAX_JSON - around + 1);
        assert.ok(without.includes('"traceparent"') && !without.includes('"baggage"'), own);
        assert.equal(injectIntoClientContext(given, withBaggage(quotes, MAX_JSON - around - 150)), undefined, own);
      }
    });

    it('is left out where there is no place for it', () => {
      for (const own of [7, 'no JSON', Buffer.from('[1]').toString('base64')]) {
        assert.equal(injectIntoClientContext(own, context()), undefined);
      }
      assert.equal(injectIntoClientContext(undefined, ROOT_CONTEXT), undefined);
    });
  });

  describe('of an event detail', () => {
    it('takes its bytes off the room that is left', () => {
      const room = { bytes: 1000 };
      const detail = injectIntoDetail('{"a":1}', context(), room);
      assert.equal(detail, `{"_trace":{"traceparent":"${TRACEPARENT}"},"a":1}`);
      assert.equal(room.bytes, 1000 - (detail.length - '{"a":1}'.length));
    });

    it('is left out where it does not fit, and takes nothing then', () => {
      for (const [bytes, from] of [
        [20, context()],
        // Each field would fit, but not with all that JSON puts around it.
        [75, context()],
        [220, quotes],
      ] as const) {
        const room = { bytes };
        assert.equal(injectIntoDetail('{}', from, room), undefined);
        assert.equal(room.bytes, bytes);
      }
    });

    it('takes the place of one that came with a message, and the room of that', () => {
      const former = TRACEPARENT.replace(spanId, '1'.repeat(16));
      const detail = `{"a":1,"_trace":{"traceparent":"${former}"},"b":2}`;
      const isCopy = (): boolean => false;
      for (const bytes of [0, 1, 1000]) {
        const room = { bytes };
        const made = injectIntoDetail(detail, context(), room, isCopy);
        assert.equal(made, detail.replace(former, TRACEPARENT));
        assert.equal(room.bytes, bytes);
      }
      const longer = `{"_trace":{"traceparent":"${former}","tenant":"t"}}`;
      const room = { bytes: 0 };
      assert.deepEqual(JSON.parse(injectIntoDetail(longer, context(), room, isCopy) ?? ''), {
        _trace: { tenant: 't', traceparent: TRACEPARENT },
      });
      assert.equal(room.bytes, 0);
    });

    it('is left out where there is no place for it', () => {
      for (const detail of [7, undefined, '[1]', '{"_trace":1}', 'no JSON']) {
        assert.equal(injectIntoDetail(detail, context(), { bytes: 1000 }), undefined);
      }
    });
  });
});
