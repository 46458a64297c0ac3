import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { Refusal } from './answer';

/** What one request may be, as it comes and unpacked; an exporter's batch is far less. */
const MAX_PACKED = 32 * 2 ** 20;
const MAX_UNPACKED = 64 * 2 ** 20;
/** What all requests together may be at one time, packed and unpacked. */
const MAX_AT_ONCE = 256 * 2 ** 20;

const UNPACKERS = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
]);

/** Reads the bodies of requests, within bounds. */
export class Bodies {
  readonly #maxAtOnce: number;
  #bytes = 0;

  constructor(maxAtOnce = MAX_AT_ONCE) {
    this.#maxAtOnce = maxAtOnce;
  }

  /** @throws {Refusal} 413 for too much, 429 for too much at once, 415 or 400 for what cannot be unpacked */
  async read(request: IncomingMessage): Promise<Buffer> {
    const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
    const unpacker = UNPACKERS.get(encoding);
    if (unpacker === undefined && encoding !== 'identity')
      throw new Refusal(415, `the encoding ${encoding.slice(0, 50)}`);
    if (Number(request.headers['content-length'] ?? 0) > MAX_PACKED) throw tooLarge();
    const held = { bytes: 0 };
    try {
      const packed = await this.#collect(request, MAX_PACKED, held);
      return unpacker === undefined ? packed : await this.#unpack(unpacker(), packed, held);
    } finally {
      this.#bytes -= held.bytes;
    }
  }

  async #unpack(unpacker: Transform, packed: Buffer, held: { bytes: number }): Promise<Buffer> {
    unpacker.end(packed);
    try {
      return await this.#collect(unpacker, MAX_UNPACKED, held);
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(400, 'the body is not packed as it says');
    }
  }

  /** Counts what comes while it comes: many small bodies may unpack to large ones at the same time. */
  async #collect(stream: AsyncIterable<Buffer>, most: number, held: { bytes: number }): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of stream) {
      length += chunk.length;
      held.bytes += chunk.length;
      this.#bytes += chunk.length;
      if (length > most) throw tooLarge();
      if (this.#bytes > this.#maxAtOnce) throw new Refusal(429, 'too much at once', { 'Retry-After': '1' });
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

function tooLarge(): Refusal {
  // What is still to come is not read.
  return new Refusal(413, 'the body is too large', { Connection: 'close' });
}
