import { BinaryReader } from '@bufbuild/protobuf/wire';
import { METRICS_REQUEST, type Message, TRACES_REQUEST } from './schema';

/** Messages nest values as deeply as they like; a stack does not. */
const MAX_DEPTH = 64;

/**
 * Reads an `ExportTraceServiceRequest`.
 *
 * @returns the same in OTLP JSON
 * @throws if the bytes are none
 */
export function decodeTraces(bytes: Uint8Array): unknown {
  return decode(new BinaryReader(bytes), bytes.length, TRACES_REQUEST, 0);
}

/** Reads an `ExportMetricsServiceRequest`, as {@link decodeTraces} does. */
export function decodeMetrics(bytes: Uint8Array): unknown {
  return decode(new BinaryReader(bytes), bytes.length, METRICS_REQUEST, 0);
}

function decode(reader: BinaryReader, end: number, message: Message, depth: number): Record<string, unknown> {
  if (depth > MAX_DEPTH) throw new RangeError('messages are nested too deeply');
  const members: Record<string, unknown> = {};
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = message[number];
    if (field === undefined || field.wireType !== wireType) {
      reader.skip(wireType, number);
      continue;
    }
    const value = typeof field.read === 'function' ? field.read(reader) : readMessage(reader, field.read, end, depth);
    if (field.list === true) append(members, field.name, value);
    else members[field.name] = value;
  }
  if (reader.pos !== end) throw new RangeError('a message ends in the middle of a field');
  return members;
}

function readMessage(reader: BinaryReader, message: Message, outerEnd: number, depth: number): unknown {
  const end = reader.uint32() + reader.pos;
  if (end > outerEnd) throw new RangeError('a message is longer than what it is in');
  return decode(reader, end, message, depth + 1);
}

function append(members: Record<string, unknown>, name: string, value: unknown): void {
  const list = members[name];
  if (Array.isArray(list)) list.push(value);
  else members[name] = [value];
}
