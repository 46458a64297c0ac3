import assert from 'node:assert/strict';
import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { awsTraceHeaderOf, formatAwsTraceHeader, parseAwsTraceHeader } from '../../src/propagation/awsTraceHeader';

const CONTEXT = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8' } as const;
const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const PARENT = 'Parent=53995c3f42cd8ad8';
const SAMPLED = { ...CONTEXT, traceFlags: TraceFlags.SAMPLED, isRemote: true };

describe("X-Ray's trace header", () => {
  it('names trace, span and the decision to sample', () => {
    assert.equal(formatAwsTraceHeader(SAMPLED), `${ROOT};${PARENT};Sampled=1`);
    assert.equal(formatAwsTraceHeader({ ...CONTEXT, traceFlags: TraceFlags.NONE }), `${ROOT};${PARENT};Sampled=0`);
    // A bit of another meaning is none of the decision.
    assert.equal(formatAwsTraceHeader({ ...CONTEXT, traceFlags: 2 }), `${ROOT};${PARENT};Sampled=0`);
    assert.equal(formatAwsTraceHeader({ ...CONTEXT, traceFlags: 3 }), `${ROOT};${PARENT};Sampled=1`);
  });

  it('is that of the span in a context, if there is a real one', () => {
    assert.equal(awsTraceHeaderOf(trace.setSpanContext(ROOT_CONTEXT, SAMPLED)), `${ROOT};${PARENT};Sampled=1`);
    assert.equal(awsTraceHeaderOf(ROOT_CONTEXT), undefined);
    assert.equal(awsTraceHeaderOf(trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT)), undefined);
  });

  for (const [what, header, traceFlags] of [
    ['as AWS writes it', `${ROOT};${PARENT};Sampled=1`, TraceFlags.SAMPLED],
    ['that is not sampled', `${ROOT};${PARENT};Sampled=0`, TraceFlags.NONE],
    ['whose decision is left to the reader', `${ROOT};${PARENT};Sampled=?`, TraceFlags.NONE],
    ['without a decision', `${ROOT};${PARENT}`, TraceFlags.NONE],
    ['in another order, with blanks', `Sampled=1; ${PARENT} ; ${ROOT}`, TraceFlags.SAMPLED],
    ['in capitals', `${ROOT.replace('bd862e3f', 'BD862E3F')};Parent=53995C3F42CD8AD8`, TraceFlags.NONE],
    ['with members of others', `Self=1;${ROOT};${PARENT};Lineage=1:a87bd80c:1;Other=1;odd;=`, TraceFlags.NONE],
    ['as long as one may be', `${ROOT};${PARENT};`.padEnd(1024, 'x'), TraceFlags.NONE],
  ] as const) {
    it(`is read ${what}`, () => assert.deepEqual(parseAwsTraceHeader(header), { ...SAMPLED, traceFlags }));
  }

  for (const [what, header] of [
    ['without a parent: there is no span to be a child of', `${ROOT};Sampled=1`],
    ['without a root', `${PARENT};Sampled=1`],
    ['with an empty root', `Root=;${PARENT}`],
    ['with a root of another version', `${ROOT.replace('=1-', '=2-')};${PARENT}`],
    ['with more before the root', `${ROOT.replace('=', '=0-')};${PARENT}`],
    ['with more behind the root', `${ROOT}00;${PARENT}`],
    ['with a root of zeros', `Root=1-00000000-000000000000000000000000;${PARENT}`],
    ['with a parent that is none', `${ROOT};Parent=53995c3f42cd8ad`],
    ['that is longer than one may be', `${ROOT};${PARENT};`.padEnd(1025, 'x')],
    ['that is empty', ''],
    ['that is no text', 7],
    ['that is not there', undefined],
  ] as const) {
    it(`is not read ${what}`, () => assert.equal(parseAwsTraceHeader(header), undefined));
  }
});
