import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { Refusal } from './answer';

/** What one request may be, as it comes and unpacked; an exporter's batch is far less. */
const MAX_PACKED = 32 * 2 ** 20;
const MAX_UNPACKED = 128 * 2 ** 20;
/** What all requests together may be at one time. */
const MAX_AT_ONCE = 256 * 2 ** 20;

const UNPACK = new Map([
  ['gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
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
    const unpack = UNPACK.get(encoding);
    if (unpack === undefined && encoding !== 'identity')
      throw new Refusal(415, `the encoding ${encoding.slice(0, 50)}`);
    if (Number(request.headers['content-length'] ?? 0) > MAX_PACKED) throw tooLarge();
    let held = 0;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) {
        held += chunk.length;
        this.#bytes += chunk.length;
        if (held > MAX_PACKED) throw tooLarge();
        if (this.#bytes > this.#maxAtOnce) throw new Refusal(429, 'too much at once', { 'Retry-After': '1' });
        chunks.push(chunk);
      }
      const packed = Buffer.concat(chunks);
      return unpack === undefined ? packed : await unpackAll(unpack, packed);
    } finally {
      this.#bytes -= held;
    }
  }
}

async function unpackAll(
  unpack: (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
  packed: Buffer,
): Promise<Buffer> {
  try {
    return await unpack(packed, { maxOutputLength: MAX_UNPACKED });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Refusal(400, 'the body is not packed as it says');
  }
}

function tooLarge(): Refusal {
  // What is still to come is not read.
  return new Refusal(413, 'the body is too large', { Connection: 'close' });
}
