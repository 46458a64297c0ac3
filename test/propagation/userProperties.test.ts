import assert from 'node:assert/strict';
import { ROOT_CONTEXT, createTraceState, trace } from '@opentelemetry/api';
import { injectIntoUserProperties } from '../../src/propagation/userProperties';
import { CREATION, TRACEPARENT } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: 1 });
const ADDED = `{"traceparent":"${TRACEPARENT}"}`;
/** Bytes of JSON that travel in one header. */
const MAX = 4096;

describe('user properties of MQTT', () => {
  useWorld(startTracing);

  for (const none of [undefined, null, '', '[]', []]) {
    it(`that are ${JSON.stringify(none)} are the context alone`, () => {
      assert.equal(injectIntoUserProperties(none, IN_SPAN), `[${ADDED}]`);
    });
  }

  it('stay as they are written, to the character, with the context behind them', () => {
    const written = '[ {"a" : "]"}, {"b":1.0}';
    const expected = `${written},${ADDED}] \n`;
    assert.equal(injectIntoUserProperties(`${written}] \n`, IN_SPAN), expected);
    // The SDK's class of JSON text is such an object.
    assert.equal(injectIntoUserProperties(new String(`${written}] \n`), IN_SPAN), expected);
    assert.equal(injectIntoUserProperties([{ a: 'b' }], IN_SPAN), `[{"a":"b"},${ADDED}]`);
  });

  it('have each field as a property of its own', () => {
    const context = trace.setSpanContext(ROOT_CONTEXT, {
      ...CREATION,
      traceFlags: 1,
      traceState: createTraceState('a=b'),
    });
    assert.equal(injectIntoUserProperties('', context), `[${ADDED},{"tracestate":"a=b"}]`);
  });

  for (const strange of [7, true, {}, 'no JSON', '{"a":"b"}', '7', '[1]', '[{"a":"b"},1]', [1], [null]]) {
    it(`that are ${JSON.stringify(strange)} are left alone`, () => {
      assert.equal(injectIntoUserProperties(strange, IN_SPAN), undefined);
    });
  }

  it('keep the context of the application, and get none where there is none', () => {
    assert.equal(injectIntoUserProperties('[{"a":"b"},{"traceparent":"own"}]', IN_SPAN), undefined);
    assert.equal(injectIntoUserProperties('[{"a":"b"}]', ROOT_CONTEXT), undefined);
  });

  it('grow to what fits into one header, and no further', () => {
    // Of which one character is two bytes.
    const properties = (bytes: number): string => `[{"a":"${'x'.repeat(bytes - '[{"a":"ü"}]'.length - 1)}ü"}]`;
    const largest = MAX - ADDED.length - 1;
    assert.equal(Buffer.byteLength(injectIntoUserProperties(properties(largest), IN_SPAN) ?? ''), MAX);
    assert.equal(injectIntoUserProperties(properties(largest + 1), IN_SPAN), undefined);
  });
});
