import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { connectionEnd } from '../../src/telemetry/connectionEnd';

/** A body that was cut off, with what Node.js says of its connection. */
function cutOff(of: object, error?: Error): Readable {
  const body = new Readable({ read: () => undefined });
  body.on('error', () => undefined);
  body.destroy(error);
  return Object.assign(body, of);
}

const open = { readableEnded: false, errored: null };
const failed = new Error('reset');

describe('the end of a connection', () => {
  const ways: Readonly<Record<string, readonly [body: Readable, how: 'aborted' | 'lost']>> = {
    'an open socket': [cutOff({ socket: open }), 'aborted'],
    'an open socket of the response that a checksum is made of': [cutOff({ source: { socket: open } }), 'aborted'],
    'a socket at its end': [cutOff({ socket: { ...open, readableEnded: true } }), 'lost'],
    'a socket with an error': [cutOff({ socket: { ...open, errored: failed } }), 'lost'],
    'no socket at all': [cutOff({}), 'lost'],
    'a stream of HTTP/2 that was closed': [cutOff({ rstCode: 0 }), 'aborted'],
    'a stream of HTTP/2 that was cancelled': [cutOff({ rstCode: 8 }), 'lost'],
    'a stream of HTTP/2 with an error': [cutOff({ rstCode: 0 }, failed), 'lost'],
  };
  for (const [what, [body, how]] of Object.entries(ways)) {
    it(`before that of the answer is ${how}: ${what}`, () => {
      assert.equal(connectionEnd(body), how);
    });
  }

  it('is not known of a body that is still open, or of no stream', () => {
    const body = new Readable({ read: () => undefined });
    assert.deepEqual(
      [connectionEnd(body), connectionEnd('text'), connectionEnd(undefined)],
      [undefined, undefined, undefined],
    );
    body.destroy();
  });
});
