import { createHash } from 'node:crypto';
import { invalidParameter, SqsRejection } from './strictErrors';

/** A message attribute in the JSON protocol: binary values are base64. */
interface AttributeValue {
  readonly DataType?: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The fields of an SQS request body that the rules read; one entry of a batch has the same shape. */
export interface SqsBody {
  [field: string]: unknown;
  QueueUrl?: string;
  Id?: string;
  MessageBody?: string;
  MessageAttributes?: Record<string, AttributeValue>;
  MessageSystemAttributes?: Record<string, AttributeValue>;
  MessageAttributeNames?: string[];
  MessageSystemAttributeNames?: string[];
  AttributeNames?: string[];
  MessageGroupId?: string;
  DelaySeconds?: number;
  ReceiptHandle?: string;
  SourceArn?: string;
  DestinationArn?: string;
  MaxNumberOfMessagesPerSecond?: number;
  MaxResults?: number;
  Entries?: SqsBody[];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const MAX_BYTES = 1_048_576;

const MAX_ATTRIBUTES = 10;
const MAX_NAME_BYTES = 256;
const MAX_DELAY_SECONDS = 900;
const NAME = /^[\u00C0-\u017FA-Za-z0-9_.-]+$/; // accents are undocumented, but accepted
const RESERVED_NAME = /^(aws\.|amazon\.|\.)|\.\.|\.$/i;
const TYPE = /^(String|Number|Binary)(\..+)?$/;
/** What neither a body nor an attribute may hold. */
export const FORBIDDEN_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Refuses what SQS refuses in one message, alone or as an entry of a batch. */
export function checkMessage(message: SqsBody, maxBytes: number): void {
  const attributes = message.MessageAttributes ?? {};
  const count = Object.keys(attributes).length;
  if (count > MAX_ATTRIBUTES) {
    throw invalidParameter(`Number of message attributes [${count}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  }
  for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value, 'user');
  for (const [name, value] of Object.entries(message.MessageSystemAttributes ?? {})) checkSystemAttribute(name, value);
  if (messageBytes(message) > maxBytes) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
    );
  }
  const delay = message.DelaySeconds ?? 0;
  if (delay < 0 || delay > MAX_DELAY_SECONDS) {
    throw invalidParameter(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`,
    );
  }
}

/** Body, attribute names, types and values: system attributes do not count. */
export function messageBytes(message: SqsBody): number {
  let bytes = Buffer.byteLength(message.MessageBody ?? '');
  for (const [name, value] of Object.entries(message.MessageAttributes ?? {})) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value.DataType ?? '') + rawValue(value).length;
  }
  return bytes;
}

/** The attributes that a receive call asked for: exact names, `All`, `.*`, or a prefix such as `trace.*`. */
export function selectAttributes(attributes: Attributes, asked: readonly string[]): Attributes {
  const wanted = (name: string): boolean =>
    asked.some((ask) => ask === 'All' || ask === name || (ask.endsWith('.*') && name.startsWith(ask.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}

/**
 * SQS' digest of attributes, undefined for none; the SDK does not verify it, other consumers do.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesDigest(attributes: Attributes): string | undefined {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const value = attributes[name];
    if (value === undefined) continue;
    update(Buffer.from(name));
    update(Buffer.from(value.DataType ?? ''));
    hash.update(Buffer.from([isBinary(value) ? 2 : 1]));
    update(rawValue(value));
  }
  return hash.digest('hex');
}

function checkAttribute(name: string, value: AttributeValue, kind: 'user' | 'system'): void {
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw invalidParameter('Message (user) attribute names must be shorter than 256 Bytes');
  }
  if (!NAME.test(name)) {
    throw invalidParameter(
      'Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ',
    );
  }
  if (RESERVED_NAME.test(name)) {
    throw invalidParameter(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
    );
  }
  const type = value.DataType ?? '';
  if (!TYPE.test(type) || Buffer.byteLength(type) > MAX_NAME_BYTES) {
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (rawValue(value).length === 0) {
    const [base] = type.split('.');
    throw invalidParameter(`Message (${kind}) attribute '${name}' must contain a non-empty value of type '${base}'.`);
  }
  const text = isBinary(value) ? '' : (value.StringValue ?? '');
  if (FORBIDDEN_CHARACTER.test(text)) {
    throw invalidParameter(`Invalid binary character was found in the message attribute '${name}' value.`);
  }
  if (type.startsWith('Number') && Number.isNaN(Number(text))) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

function checkSystemAttribute(name: string, value: AttributeValue): void {
  if (name !== 'AWSTraceHeader') throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
  if (value.DataType !== 'String') {
    throw invalidParameter(`The type of message (system) attribute '${name}' is invalid. You must use only String.`);
  }
  checkAttribute(name, value, 'system');
}

/** A batch as a whole is refused for its bytes, whatever its entries are. */
export function checkBatchBytes(entries: readonly SqsBody[]): void {
  const bytes = entries.reduce((sum, entry) => sum + messageBytes(entry), 0);
  if (bytes > MAX_BYTES) {
    throw new SqsRejection(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  }
}

function isBinary(value: AttributeValue): boolean {
  return value.DataType?.startsWith('Binary') === true;
}

function rawValue(value: AttributeValue): Buffer {
  return isBinary(value) ? Buffer.from(value.BinaryValue ?? '', 'base64') : Buffer.from(value.StringValue ?? '');
}
