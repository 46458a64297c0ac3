import { deepEqual, equal, ok } from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Bodies } from '../../src/server/body';
import { decodeBody } from '../../src/server/ingest';
import { ask, useServer } from './harness';

const PACKED = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
const OBJECTS = 5_000_000;

describe('requests that are small on the way', () => {
  const server = useServer();

  it('unpack within what all of them may take together', async () => {
    const bodies = new Bodies(10_000);
    const packed = gzipSync(Buffer.alloc(7000));
    const body = (): IncomingMessage =>
      Object.assign(Readable.from([packed]), {
        headers: { 'content-encoding': 'gzip' },
      }) as unknown as IncomingMessage;
    const all = await Promise.allSettled([bodies.read(body()), bodies.read(body())]);
    const told = all.map((each) => (each.status === 'fulfilled' ? each.value.length : each.reason.status));
    deepEqual(new Set(told), new Set([429, 7000]));
    // What is done makes room, also what was refused.
    equal((await bodies.read(body())).length, 7000);
  });

  it('are refused if they are millions of objects, and what is left of the server answers', async () => {
    const body = gzipSync(`{"resourceSpans":[{"scopeSpans":[{"spans":[${'{},'.repeat(OBJECTS)}{}]}]}]}`);
    ok(body.length < 100_000);
    equal((await ask(`${server().url}/v1/traces`, { headers: PACKED, body })).status, 413);
    equal((await ask(`${server().url}/api/messages`)).status, 200);
  });

  it('are refused in protobuf, too, however they come', () => {
    // A field 2 of each level, without anything in it.
    const spans = new Uint8Array(2 * OBJECTS).map((_, at) => (at % 2 === 0 ? 0x12 : 0));
    for (const signal of ['traces', 'metrics'] as const) {
      let refused: unknown;
      try {
        decodeBody(signal, inside(0x0a, inside(0x12, spans)));
      } catch (error) {
        refused = error;
      }
      equal((refused as { status?: number } | undefined)?.status, 413, signal);
    }
  });
});

function inside(tag: number, bytes: Uint8Array): Uint8Array {
  const head = [tag];
  for (let rest = bytes.length; rest > 0; rest >>>= 7) head.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  return Buffer.concat([Uint8Array.from(head), bytes]);
}
