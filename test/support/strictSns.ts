/** A refusal of SNS. */
export interface SnsRefusal {
  readonly code: string;
  readonly message: string;
}

const MAX_BYTES = 262_144;

/**
 * What SNS refuses in a Publish or PublishBatch (Query protocol: flat parameters) and fauxqs takes: attributes without
 * a value, and more bytes than the limit with the attributes counted in.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function refusalOf(parameters: Readonly<Record<string, string>>): SnsRefusal | undefined {
  if (!parameters['Action']?.startsWith('Publish')) return undefined;
  let bytes = 0;
  for (const [parameter, value] of Object.entries(parameters)) {
    const attribute = /^(.*MessageAttributes\.entry\.\d+)\.Name$/.exec(parameter)?.[1];
    if (attribute !== undefined) {
      const type = parameters[`${attribute}.Value.DataType`] ?? '';
      const text = parameters[`${attribute}.Value.StringValue`] ?? parameters[`${attribute}.Value.BinaryValue`] ?? '';
      if (text === '') {
        const message = `The message attribute '${value}' must contain non-empty message attribute value for message attribute type '${type}'.`;
        return { code: 'ParameterValueInvalid', message };
      }
      bytes += Buffer.byteLength(value) + Buffer.byteLength(type) + Buffer.byteLength(text);
    } else if (/(^|\.)Message$/.test(parameter)) {
      bytes += Buffer.byteLength(value);
    }
  }
  if (bytes <= MAX_BYTES) return undefined;
  return parameters['Action'] === 'PublishBatch'
    ? { code: 'BatchRequestTooLong', message: 'The length of all the messages put together is more than the limit.' }
    : { code: 'InvalidParameter', message: 'Invalid parameter: Message too long' };
}
