import { AWS_TRACE_HEADER } from './awsTraceHeader';
import { identifyingFieldsOf } from './contextFields';
import { fieldOf } from './fieldNames';
import { attributeText } from './messageCarrier';
import { ofPropagatedFields } from './propagator';
import { isObject, membersOf, text } from '../values';

/** Of fields that need each other, all but the id of the span are the same for several messages of a trace. */
const SHARED_FIELD = /^(?:x-b3-(?!spanid$)|ot-tracer-(?!spanid$)|trace_(?:id|flags)$)/i;

/** The configured propagator's fields by which a message is told from others of its trace. */
export const ownFields = ofPropagatedFields((propagated): readonly string[] =>
  identifyingFieldsOf(propagated).filter((field) => !SHARED_FIELD.test(field)),
);

/**
 * The attribute with which a message identifies its trace. Nothing is parsed, so that this costs little for each message
 * of a receive.
 * @param fields those of {@link ownFields}
 */
export function contextAttribute(message: object, fields: readonly string[] = ownFields()): object | undefined {
  const { MessageAttributes, messageAttributes } = membersOf(message);
  const own = membersOf(MessageAttributes ?? messageAttributes);
  for (const field of fields) {
    const attribute = fieldOf(own, field);
    if (isObject(attribute)) return attribute;
  }
  return undefined;
}

/** The text with which a message identifies its trace: of an attribute, else of its `AWSTraceHeader`. */
export function carriedContext(message: object): string | undefined {
  const attribute = contextAttribute(message);
  return attribute === undefined ? carriedHeader(message) : attributeText(attribute);
}

/** Both of them: a relay may copy either. */
export function carriedContexts(message: object): string[] {
  const attribute = contextAttribute(message);
  const texts = [attribute && attributeText(attribute), carriedHeader(message)];
  return texts.filter((carried) => carried !== undefined);
}

function carriedHeader(message: object): string | undefined {
  const { Attributes, attributes, MessageSystemAttributes } = membersOf(message);
  const header = membersOf(MessageSystemAttributes ?? Attributes ?? attributes)[AWS_TRACE_HEADER];
  return isObject(header) ? attributeText(header) : text(header);
}
