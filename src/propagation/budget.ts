import { type Members, isObject } from '../values';

/** How many bytes a request may still grow by; one object for all entries of a batch, whose sum is limited too. */
export interface Budget {
  bytes: number;
}

/** At most so many bytes of UTF-8 come of a UTF-16 unit. */
const MAX_BYTES_OF_UNIT = 3;

/**
 * The budget that messages leave: their bodies and their attributes' names, types and values count. As long as the most
 * that they can be leaves half of the budget, nothing needs to be counted.
 * @param body the member that holds a message's body
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
