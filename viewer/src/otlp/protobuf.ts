import { BinaryReader } from '@bufbuild/protobuf/wire';
import { METRICS_REQUEST, type Message, TRACES_REQUEST } from './schema';

/** A request that is small as bytes, and not in memory. */
export class TooMuch extends Error {}

/** Two bytes make an object of a hundred: what would not fit is not read. A batch of an exporter has some 10,000. */
const MAX_MESSAGES = 4_000_000;
/** Messages nest values as deeply as they like; a stack does not. */
const MAX_DEPTH = 64;

/**
 * Reads an `ExportTraceServiceRequest`.
 *
 * @returns the same in OTLP JSON
 * @throws {TooMuch} if there is more in it than memory is for
 * @throws if the bytes are none
 */
export function decodeTraces(bytes: Uint8Array): unknown {
  return new Decoder(bytes).decode(bytes.length, TRACES_REQUEST, 0);
}

/** Reads an `ExportMetricsServiceRequest`, as {@link decodeTraces} does. */
export function decodeMetrics(bytes: Uint8Array): unknown {
  return new Decoder(bytes).decode(bytes.length, METRICS_REQUEST, 0);
}

class Decoder {
  readonly #reader: BinaryReader;
  #messages = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new BinaryReader(bytes);
  }

  decode(end: number, message: Message, depth: number): Record<string, unknown> {
    if (depth > MAX_DEPTH) throw new RangeError('messages are nested too deeply');
    this.#messages += 1;
    if (this.#messages > MAX_MESSAGES) throw new TooMuch('too many messages in one request');
    const reader = this.#reader;
    const members: Record<string, unknown> = {};
    while (reader.pos < end) {
      const [number, wireType] = reader.tag();
      const field = message[number];
      if (field === undefined || field.wireType !== wireType) {
        reader.skip(wireType, number);
        continue;
      }
      const value = typeof field.read === 'function' ? field.read(reader) : this.#message(field.read, end, depth);
      if (field.list === true) append(members, field.name, value);
      else members[field.name] = value;
    }
    if (reader.pos !== end) throw new RangeError('a message ends in the middle of a field');
    return members;
  }

  #message(message: Message, outerEnd: number, depth: number): unknown {
    const end = this.#reader.uint32() + this.#reader.pos;
    if (end > outerEnd) throw new RangeError('a message is longer than what it is in');
    return this.decode(end, message, depth + 1);
  }
}

function append(members: Record<string, unknown>, name: string, value: unknown): void {
  const list = members[name];
  if (Array.isArray(list)) list.push(value);
  else members[name] = [value];
}
