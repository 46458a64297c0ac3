import assert from 'node:assert/strict';
import { creationContext } from '../../src/propagation/extractMessageContext';
import { envelopeCarriers } from '../../src/propagation/envelope';
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
      'an envelope that comes late in a large body': JSON.stringify({
        padding: 'x'.repeat(10_000),
        Type: 'Notification',
        MessageAttributes: {},
      }),
    };
    for (const [what, body] of Object.entries(bodies)) it(what, () => assert.equal(calls(body), 0));
  });

  it('JSON is parsed once for an envelope, twice for one within another, and never more often', () => {
    assert.equal(calls(notification({ MessageAttributes: {} })), 1);
    assert.equal(calls(event({ _trace: {} })), 1);
    assert.equal(calls(notification({ Message: event({ _trace: {} }) })), 2);
    const three = notification({ Message: notification({ Message: notification({ MessageAttributes: {} }) }) });
    assert.equal(calls(three), 2);
  });

  it('no message is parsed more than once over, and most are not at all', () => {
    for (const [what, message] of [...Object.entries(TELLING), ...Object.entries(SILENT)]) {
      const { characters } = parses(() => void creationContext(message));
      const { Body, body } = (message ?? {}) as { Body?: unknown; body?: unknown };
      const text = Body ?? body;
      const size = typeof text === 'string' ? text.length : 0;
      assert.ok(characters <= 2 * size, what);
    }
  });

  it('the body of a message that tells its trace elsewhere is not looked at', () => {
    const message = {
      Attributes: { AWSTraceHeader: X_RAY },
      get Body(): never {
        return assert.fail('nobody needs the body');
      },
    };
    assert.equal(creationContext(message)?.spanId, CREATION.spanId);
  });
});
