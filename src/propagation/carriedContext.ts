import { AWS_TRACE_HEADER } from './awsTraceHeader';
import { identifyingFields } from './contextFields';
import { attributeText } from './messageCarrier';
import { isObject, membersOf, text } from '../values';

/**
 * The text with which a message identifies its trace: equal for a received message and for one that is sent with copies
 * of its attributes. Nothing is parsed, so that this costs little for each message of a receive.
 * @param fields those of the configured propagator that identify a trace
 */
export function carriedContext(message: object, fields: readonly string[] = identifyingFields()): string | undefined {
  const { MessageAttributes, messageAttributes, Attributes, attributes, MessageSystemAttributes } = membersOf(message);
  const own = membersOf(MessageAttributes ?? messageAttributes);
  for (const field of fields) {
    const value = own[field];
    if (value != null) return attributeText(value);
  }
  const header = membersOf(MessageSystemAttributes ?? Attributes ?? attributes)[AWS_TRACE_HEADER];
  return isObject(header) ? attributeText(header) : text(header);
}
