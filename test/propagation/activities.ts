/**
 * Messages with a context where libraries of .NET keep it.
 * @see https://masstransit.io/documentation/concepts/messages#headers
 */
export function activities(traceparent: string): Record<string, object> {
  return {
    'an attribute of MassTransit': {
      MessageAttributes: { 'MT-Activity-Id': { DataType: 'String', StringValue: traceparent } },
    },
    'a header of MassTransit': {
      fields: {},
      properties: { headers: { 'MT-Activity-Id': traceparent } },
      content: null,
    },
    'an attribute of a client of Azure': {
      messageAttributes: { 'Diagnostic-Id': { dataType: 'String', stringValue: traceparent } },
    },
  };
}
