import { type Members, isObject } from '../values';

/**
 * The number of bytes that may still be added to a request. All entries of a batch share one, because their sum is
 * limited.
 */
export interface Budget {
  bytes: number;
}

/** One UTF-16 unit becomes at most this many bytes of UTF-8. */
const MAX_BYTES_OF_UNIT = 3;

/**
 * The bytes that messages leave free. Their bodies and the names, types and values of their attributes count. An upper
 * limit of their size is known without counting. If half of the bytes are free even then, nothing is counted.
 * @param body the name of the member that contains a message's body
 */
export function budgetFor(maxBytes: number, messages: readonly Members[], body: string): Budget {
  const atLeast = maxBytes - messageBytes(messages, body, atMostBytes);
  return { bytes: atLeast > maxBytes / 2 ? atLeast : maxBytes - messageBytes(messages, body, exactly) };
}

function messageBytes(messages: readonly Members[], body: string, count: (text: string) => number): number {
  let bytes = 0;
  for (const message of messages) {
    const { MessageAttributes } = message;
    const text = message[body];
    if (typeof text === 'string') bytes += count(text);
    if (!isObject(MessageAttributes)) continue;
    for (const name in MessageAttributes) {
      const attribute = MessageAttributes[name];
      if (!isObject(attribute)) continue;
      const { DataType, StringValue, BinaryValue } = attribute;
      bytes += count(name);
      if (typeof DataType === 'string') bytes += count(DataType);
      if (typeof StringValue === 'string') bytes += count(StringValue);
      if (BinaryValue instanceof Uint8Array) bytes += BinaryValue.byteLength;
      else if (typeof BinaryValue === 'string') bytes += count(BinaryValue);
    }
  }
  return bytes;
}

function exactly(text: string): number {
  return Buffer.byteLength(text);
}

function atMostBytes(text: string): number {
  return text.length * MAX_BYTES_OF_UNIT;
}
