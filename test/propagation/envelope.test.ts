import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { extractMessageContext } from '../../src';
import { carriersOf, envelopeCarriers } from '../../src/propagation/envelope';
import { startTracing } from '../support/tracing';
import { CREATION, SILENT, TELLING, TRACEPARENT, X_RAY, event, notification } from './corpus';

/** How often `JSON.parse` is called, and with how many characters in all. */
function parses(run: () => void): { readonly calls: number; readonly characters: number } {
  const { parse } = JSON;
  let calls = 0;
  let characters = 0;
  JSON.parse = (text: string, ...rest: [never]) => {
    calls++;
    characters += text.length;
    return parse(text, ...rest) as unknown;
  };
  try {
    run();
  } finally {
    JSON.parse = parse;
  }
  return { calls, characters };
}

describe('envelopes in message bodies', () => {
  const calls = (body: unknown) => parses(() => void envelopeCarriers(body)).calls;

  it('give their carriers, the outermost first', () => {
    const traceparent = { Type: 'String', Value: TRACEPARENT };
    const body = notification({
      Message: event({ order: 7, _trace: { traceparent: TRACEPARENT } }),
      MessageAttributes: { traceparent },
    });
    assert.deepEqual(envelopeCarriers(body), [
      { kind: 'attributes', attributes: { traceparent } },
      { kind: 'headers', headers: { traceparent: TRACEPARENT } },
    ]);
  });

  it('are found in what Lambda gave up', () => {
    const traceparent = { Type: 'String', Value: TRACEPARENT };
    const record = {
      EventSource: 'aws:sns',
      Sns: { Type: 'Notification', Message: 'x', MessageAttributes: { traceparent } },
    };
    const ofSns = { Records: [record] };
    const ofSqs = { Records: [{ eventSource: 'aws:sqs', body: 'x', messageAttributes: { traceparent } }] };
    const ofBus: unknown = JSON.parse(event({ _trace: { traceparent: TRACEPARENT } }));
    const found = (body: unknown) => envelopeCarriers(JSON.stringify(body)).length;
    for (const given of [ofSns, ofSqs, ofBus]) {
      const destination = { version: '1.0', requestContext: { condition: 'RetriesExhausted' }, requestPayload: given };
      for (const body of [given, destination, { version: '0', detail: destination }]) assert.equal(found(body), 1);
    }
    assert.equal(found({ Records: [record, record] }), 0);
  });

  it('are read as they are where somebody has parsed them', () => {
    const traceparent = { Type: 'String', Value: TRACEPARENT };
    const inner = event({ _trace: { traceparent: TRACEPARENT } });
    for (const body of [notification({ MessageAttributes: { traceparent }, Message: inner }), inner]) {
      const parsed: unknown = JSON.parse(body, (key, value: unknown) =>
        key === 'Message' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
      );
      assert.notEqual(envelopeCarriers(body).length, 0);
      assert.deepEqual(envelopeCarriers(parsed), envelopeCarriers(body));
    }
    const circle: { Message?: unknown } = {};
    circle.Message = circle;
    assert.deepEqual(envelopeCarriers(circle), []);
  });

  describe('JSON is not parsed of', () => {
    const bodies: Record<string, unknown> = {
      'what is no text': { Type: 'Notification' },
      'an empty text': '',
      '"null"': 'null',
      'a number': '12',
      'an array': '[{"Type":"Notification","MessageAttributes":{}}]',
      'plain text': 'Type: Notification, MessageAttributes',
      "an application's JSON": JSON.stringify({ Type: 'Order', MessageAttributes: {}, detail: { _trace: {} } }),
      "a megabyte of an application's JSON": JSON.stringify({ rows: Array(50_000).fill('"Type":"Notification"') }),
      'an S3 notification': JSON.stringify({ Records: [{ eventVersion: '2.1', eventSource: 'aws:s3' }] }),
      'a notification without attributes or trace': notification({}),
      'an event without a trace': event({ order: 7 }),
      'attributes without a notification in a large body': JSON.stringify({
        padding: 'x'.repeat(10_000),
        type: 'Notification',
        MessageAttributes: {},
      }),
    };
    for (const [what, body] of Object.entries(bodies)) it(what, () => assert.equal(calls(body), 0));
  });

  it('JSON is parsed once for an envelope, once more for each within another, and never more than three times', () => {
    assert.equal(calls(notification({ MessageAttributes: {} })), 1);
    const traced = event({ _trace: { traceparent: TRACEPARENT } });
    assert.equal(calls(traced), 1);
    assert.equal(calls(notification({ Message: traced })), 2);
    const two = notification({ Message: notification({ MessageAttributes: {} }) });
    const four = notification({ Message: notification({ Message: two }) });
    assert.equal(calls(four), 3);
  });

  it('no message is parsed more than three times over, and most are not at all', () => {
    for (const [what, message] of [...Object.entries(TELLING), ...Object.entries(SILENT)]) {
      const { characters } = parses(() => void trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT)));
      const { Body, body } = (message ?? {}) as { Body?: unknown; body?: unknown };
      const text = Body ?? body;
      const size = typeof text === 'string' ? text.length : (JSON.stringify(message)?.length ?? 0);
      assert.ok(characters <= 3 * size, what);
    }
  });

  it('the body of a message that tells its trace in an attribute is not looked at, and one that throws hides no header', async () => {
    const tracing = startTracing();
    let looks = 0;
    const body = {
      get Body(): never {
        looks++;
        throw new Error('no body');
      },
    };
    const read = (members: object) => {
      const message = Object.defineProperties(members, Object.getOwnPropertyDescriptors(body));
      return trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT))?.spanId;
    };
    const traceparent = { DataType: 'String', StringValue: TRACEPARENT };
    assert.equal(read({ MessageAttributes: { traceparent } }), CREATION.spanId);
    assert.equal(looks, 0);
    assert.equal(read({ Attributes: { AWSTraceHeader: X_RAY } }), CREATION.spanId);
    await tracing.stop();
  });

  it('a header that a stranger writes very often costs no more than its length', () => {
    const often = 300_000;
    const headers = Array.from({ length: often }, () => ({ h: [1] }));
    const [carrier] = carriersOf({ eventSource: 'aws:kafka', headers });
    assert.ok(carrier?.kind === 'headers');
    assert.equal((carrier.headers['h'] as unknown[]).length, often);
  });
});
