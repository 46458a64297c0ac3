/** Nothing, in a piece of memory that is something. */
const EMPTY = Buffer.alloc(1).subarray(0, 0);

/**
 * Bytes that have a place in memory. Clients with librdkafka take nothing without a place for null, and a record without a
 * value deletes what its key had before.
 */
export function placed(bytes: Buffer): Buffer {
  return bytes.length === 0 ? EMPTY : bytes;
}
