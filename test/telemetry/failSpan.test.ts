import assert from 'node:assert/strict';
import { type Span, SpanStatusCode, diag } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { failSpan, failingOf } from '../../src/telemetry/failSpan';

describe('a span that is made an error', () => {
  const memory = new InMemorySpanExporter();
  const tracer = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(memory)] }).getTracer('test');

  function failed(error: unknown) {
    memory.reset();
    const span = tracer.startSpan('work');
    failSpan(span, failingOf(error));
    span.end();
    const [ended] = memory.getFinishedSpans();
    assert.ok(ended);
    return ended;
  }

  it('has type, status and event', () => {
    const { attributes, status, events } = failed(new TypeError('no queue'));
    assert.deepEqual(attributes, { 'error.type': 'TypeError' });
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: 'no queue' });
    assert.equal(events[0]?.attributes?.['exception.type'], 'TypeError');
    assert.match(String(events[0]?.attributes?.['exception.stacktrace']), /^TypeError: no queue\n {4}at /);
  });

  it('quotes an error up to a bound', () => {
    const error = Object.assign(new Error('m'.repeat(1_000_000)), { Code: 'C'.repeat(10_000), name: 'Long' });
    const { attributes, status, events } = failed(error);
    const event = events[0]?.attributes ?? {};
    assert.equal(attributes['error.type'], 'C'.repeat(256));
    assert.equal(status.message, 'm'.repeat(1024));
    assert.equal(event['exception.message'], 'm'.repeat(1024));
    // The frames are still there.
    assert.match(String(event['exception.stacktrace']), /^(?:Error|Long): m{1024}\n {4}at /);
    assert.ok(String(event['exception.stacktrace']).length <= 8192);
    assert.equal(error.message.length, 1_000_000);
  });

  it('quotes a text that was thrown up to the same bound', () => {
    const { status, events } = failed('t'.repeat(5000));
    assert.equal(status.message, 't'.repeat(1024));
    assert.equal(events[0]?.attributes?.['exception.message'], 't'.repeat(1024));
  });

  it('shows no credentials of a cause in the stack trace, and keeps the frames', () => {
    const error = new Error('not saved');
    error.stack = [
      'Error: not saved',
      '    at save (file:///app/node_modules/@scope/orders/save.js:1:2)',
      'Caused by: Error: connect https://user:pa55@db.example/',
      '    at connect (/app/connect.js:3:4)',
    ].join('\n');
    const { events } = failed(error);
    assert.equal(
      events[0]?.attributes?.['exception.stacktrace'],
      error.stack.replace('https://user:pa55@db', 'https://***@db'),
    );
  });

  for (const thrown of ['', Object.assign(new Error(''), { name: '' })]) {
    it(`has no event of what says nothing (${typeof thrown}), and the logger of the application no line`, () => {
      const lines: unknown[] = [];
      const note = (...said: unknown[]): void => void lines.push(said);
      const logger = { error: note, warn: note, info: note, debug: () => undefined, verbose: note };
      diag.setLogger(logger, { suppressOverrideMessage: true });
      try {
        const { status, events } = failed(thrown);
        assert.deepEqual([status.code, events, lines], [SpanStatusCode.ERROR, [], []]);
      } finally {
        diag.disable();
      }
    });
  }

  it('stays as it is once it has ended', () => {
    const span = tracer.startSpan('work');
    span.end();
    memory.reset();
    failSpan(span, { type: 'Late' });
    assert.deepEqual(memory.getFinishedSpans(), []);
    assert.equal((span as unknown as { attributes: Record<string, unknown> }).attributes['error.type'], undefined);
  });

  it('is told nothing where it does not record, and of no exception where there is none', () => {
    const said: string[] = [];
    const note = (recording: boolean) =>
      new Proxy({} as Span, {
        get: (_, name) => (name === 'isRecording' ? () => recording : () => said.push(String(name))),
      });
    const failing = { type: 'Refused', message: 'no queue', exception: new Error('no queue') };
    failSpan(note(false), failing);
    assert.deepEqual(said, []);
    failSpan(note(true), { type: 'Refused' });
    assert.deepEqual(said.splice(0), ['setAttributes', 'setStatus']);
    failSpan(note(true), { ...failing, tolerated: true });
    assert.deepEqual(said, ['setAttributes']);
  });
});
