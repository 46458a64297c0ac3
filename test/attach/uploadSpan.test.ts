import assert from 'node:assert/strict';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { Telemetry } from '../../src/telemetry/telemetry';
import { traceUpload } from '../../src/attach/uploadSpan';
import { resolveOptions } from '../../src/options';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { type Tracing, startTracing } from '../support/tracing';

/** What `Upload` may come to do: see libStorage.test.ts for what it does. */
describe('the span of an upload', () => {
  let tracing: Tracing;
  const telemetry = new Telemetry(resolveOptions({}));
  const params = { Bucket: 'uploads', Key: 'k' };
  before(() => void (tracing = startTracing()));
  after(() => tracing.stop());
  beforeEach(() => {
    tracing.reset();
    diagnostics = captureDiagnostics();
  });
  let diagnostics: Diagnostics;
  afterEach(() => diagnostics.stop());

  /** The name of the span that an upload runs in. */
  const activeSpan = (): string | undefined => trace.getActiveSpan()?.spanContext().spanId;

  it('ends with an upload that gives no promise', () => {
    const active = traceUpload(telemetry, params, activeSpan);
    const span = tracing.span('S3.Upload');
    assert.equal(active, span.spanContext().spanId);
    assert.equal(span.attributes['aws.s3.bucket'], 'uploads');
  });

  it('needs no parameters', async () => {
    assert.equal(await traceUpload(telemetry, undefined, async () => 7), 7);
    assert.deepEqual(tracing.span('S3.Upload').attributes['aws.s3.bucket'], undefined);
  });

  it('tells of whatever is thrown', async () => {
    const upload = traceUpload(telemetry, params, () => Promise.reject('no reason')) as Promise<unknown>;
    assert.equal(await upload.catch((error: unknown) => error), 'no reason');
    const { status, events } = tracing.span('S3.Upload');
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: 'no reason' });
    assert.equal(events[0]?.attributes?.['exception.message'], 'no reason');

    tracing.reset();
    await (traceUpload(telemetry, params, () => Promise.reject(null)) as Promise<unknown>).catch(() => undefined);
    assert.deepEqual(tracing.span('S3.Upload').status, { code: SpanStatusCode.ERROR });
  });

  it('has not failed where the application has aborted it, or expects the error', async () => {
    const tolerant = new Telemetry(
      resolveOptions({ expectedErrors: (_service, _operation, error) => error instanceof RangeError }),
    );
    const codeOf = async (error: Error, by = telemetry): Promise<SpanStatusCode> => {
      tracing.reset();
      const fail = async (): Promise<never> => {
        throw error;
      };
      await assert.rejects(traceUpload(by, params, fail) as Promise<unknown>, error);
      return tracing.span('S3.Upload').status.code;
    };
    const aborted = Object.assign(new Error('Upload aborted.'), { name: 'AbortError' });
    assert.equal(await codeOf(aborted), SpanStatusCode.UNSET);
    assert.equal(await codeOf(new RangeError('expected')), SpanStatusCode.ERROR);
    assert.equal(await codeOf(new RangeError('expected'), tolerant), SpanStatusCode.UNSET);
    assert.equal(await codeOf(new TypeError('not expected'), tolerant), SpanStatusCode.ERROR);
  });

  it('is not there where tracing is suppressed', async () => {
    const active = await context.with(suppressTracing(context.active()), () =>
      traceUpload(telemetry, params, async () => activeSpan()),
    );
    assert.deepEqual([active, tracing.spans(), diagnostics.lines], [undefined, [], []]);
  });

  it('is not there where nobody listens', async () => {
    await tracing.stop();
    try {
      assert.equal(await traceUpload(telemetry, params, async () => activeSpan()), undefined);
      assert.deepEqual(diagnostics.lines, []);
    } finally {
      tracing = startTracing();
    }
  });
});
