/** A field of a protobuf message: its number, and its bytes or its number. */
type Field = readonly [number: number, value: Buffer | bigint];

/** Reads the fields of one protobuf message, as they are on the wire. @see https://protobuf.dev/programming-guides/encoding/ */
function* fieldsOf(bytes: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('The message ends within a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('The message ends within a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [number, type] = [key >> 3, key & 7];
    if (type === 0) yield [number, varint()];
    else if (type === 1) yield [number, take(8)];
    else if (type === 2) yield [number, take(Number(varint()))];
    else if (type === 5) yield [number, take(4)];
    else throw new Error(`Unknown wire type ${type}`);
  }
}

/** The messages in all fields of one number. */
export function messagesIn(bytes: Buffer, number: number): Buffer[] {
  return [...fieldsOf(bytes)].flatMap(([each, value]) => (each === number && Buffer.isBuffer(value) ? [value] : []));
}

/** The text in the first field of a number, or ''. */
export function textIn(bytes: Buffer, number: number, encoding: BufferEncoding = 'utf8'): string {
  return messagesIn(bytes, number)[0]?.toString(encoding) ?? '';
}
