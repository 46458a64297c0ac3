import type { TextMapGetter } from '@opentelemetry/api';
import { isObject, isBytes } from '../values';
import { fieldOf, fieldText, namesIn } from './fieldNames';

/** Message attributes by name, in any of the forms that AWS has for them. */
export type MessageAttributes = Readonly<Record<string, unknown>>;

/**
 * The text of one message attribute: the SDK's `StringValue`, a Lambda record's `stringValue`, an SNS envelope's
 * `Value`, or bytes in a member of either spelling.
 */
export function attributeText(attribute: unknown): string | undefined {
  if (!isObject(attribute)) return undefined;
  const { StringValue } = attribute;
  if (typeof StringValue === 'string') return StringValue;
  const { Type, Value } = attribute;
  const text = StringValue ?? attribute['stringValue'] ?? (Type === 'Binary' ? undefined : Value);
  if (typeof text === 'string') return text;
  const bytes = attribute['BinaryValue'];
  if (isBytes(bytes)) return Buffer.from(bytes).toString('utf8');
  const base64 = attribute['binaryValue'] ?? Value;
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('utf8') : undefined;
}

/** The attribute with that name, if the message itself has it. Members of a prototype do not count. */
export function ownAttribute(attributes: MessageAttributes, name: string): unknown {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Lets any configured propagator read message attributes without a copy. */
export const messageAttributesGetter: TextMapGetter<MessageAttributes> = {
  keys: namesIn,
  get: (attributes, name) => fieldText(name, attributeText(fieldOf(attributes, name))),
};
