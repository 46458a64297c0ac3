import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { contentOfData, injectIntoData } from '../../src/propagation/recordData';
import { CREATION, TRACEPARENT } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const TRACED = `{"_trace":{"traceparent":"${TRACEPARENT}"}}`;

describe('the data of a record', () => {
  useWorld(startTracing);
  const context = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: 1 });
  const inject = (data: unknown): unknown => injectIntoData(data, context, { bytes: 1000 });

  it('is looked at where it is a JSON object with a context, in bytes or in base64', () => {
    for (const text of [TRACED, ` \t\r\n${TRACED}`]) {
      const bytes = Buffer.from(text);
      for (const record of [
        { Data: bytes },
        { data: new Uint8Array(bytes) },
        { data: bytes.toString('base64') },
        { kinesis: { data: bytes.toString('base64') } },
      ])
        assert.equal(contentOfData(record), text);
    }
    const parsed: unknown = JSON.parse(TRACED);
    assert.equal(contentOfData({ eventSource: 'aws:kinesis', data: parsed }), parsed);
  });

  it('is not looked at where it is anything else', () => {
    for (const text of [`[${TRACED}]`, `x${TRACED}`, `"_trace"`, '{"order":7}', '', ' ']) {
      const bytes = Buffer.from(text);
      for (const Data of [bytes, bytes.toString('base64')]) assert.equal(contentOfData({ Data }), undefined, text);
    }
    for (const Data of [7, undefined, null, [123], new Uint16Array(1)])
      assert.equal(contentOfData({ Data }), undefined);
  });

  it('gets a context where it is a JSON object, and stays text or bytes', () => {
    const injected = TRACED.replace(/\}$/, ',"order":7}');
    assert.equal(inject('{"order":7}'), injected);
    assert.equal(inject(' {"order":7}'), ` ${injected}`);
    assert.deepEqual(inject(Buffer.from(' {"order":7}')), Buffer.from(` ${injected}`));
  });

  it('stays as it is where it is no JSON, no text, or no data at all', () => {
    for (const text of ['[1]', 'x{"order":7}', 'order', ''])
      for (const data of [text, Buffer.from(text)]) assert.equal(inject(data), undefined, text);
    assert.equal(inject(Buffer.from('{"order":"\xe9"}', 'latin1')), undefined);
    for (const data of [7, undefined, null, {}, ['{}'], new Uint16Array(1)]) assert.equal(inject(data), undefined);
  });
});
