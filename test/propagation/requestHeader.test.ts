import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { hasRequestHeader, setRequestHeader } from '../../src/propagation/requestHeader';
import { CREATION } from '../process/consumerWorld';

const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: 1 });
const HEADER = 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1';
const LINEAGE = 'Lineage=1:fc3b4ff1:0';

describe('the X-Ray header of a request', () => {
  const after = (headers: Record<string, unknown>, context = IN_SPAN): object => {
    setRequestHeader(headers, context);
    return headers;
  };

  it('is found in any case', () => {
    for (const name of ['X-Amzn-Trace-Id', 'x-amzn-trace-id', 'X-AMZN-TRACE-ID'])
      assert.equal(hasRequestHeader({ host: 'x', [name]: 'Root=1' }), true, name);
    for (const headers of [{}, { 'x-amzn-requestid': '1' }, { traceparent: '00' }])
      assert.equal(hasRequestHeader(headers), false);
  });

  it('stands beside the other headers', () => {
    assert.deepEqual(after({ host: 'x' }), { host: 'x', 'X-Amzn-Trace-Id': HEADER });
  });

  it('takes the place of one that is there, and keeps what finds endless loops', () => {
    for (const name of ['X-Amzn-Trace-Id', 'x-amzn-trace-id']) {
      for (const [former, expected] of [
        ['Root=1-own', HEADER],
        ['', HEADER],
        [7, HEADER],
        [`Root=1-own;${LINEAGE}`, `${HEADER};${LINEAGE}`],
        [`Root=1-own; ${LINEAGE};Sampled=0`, `${HEADER};${LINEAGE}`],
        [LINEAGE, `${HEADER};${LINEAGE}`],
        ['Root=1-own;NoLineage=1', HEADER],
      ]) {
        assert.deepEqual(after({ [name]: former }), { 'X-Amzn-Trace-Id': expected }, `${name}: ${former}`);
      }
    }
  });

  it('stays where there is no span', () => {
    const headers = { 'x-amzn-trace-id': 'Root=1-own' };
    assert.deepEqual(after({ ...headers }, ROOT_CONTEXT), headers);
    assert.deepEqual(after({}, ROOT_CONTEXT), {});
  });
});
