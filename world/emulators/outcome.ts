/** What is new in every answer. */
const VOLATILE = new Set([
  'MessageId',
  'ReceiptHandle',
  'SequenceNumber',
  'requestId',
  'extendedRequestId',
  'cfId',
  'ResponseMetadata',
  'Timestamp',
  'Signature',
  'SigningCertURL',
  'UnsubscribeURL',
  'SentTimestamp',
  'ApproximateFirstReceiveTimestamp',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
]);
/** What a propagator adds, and with it the digest of all attributes. */
const PROPAGATED = new Set([
  'traceparent',
  'tracestate',
  'baggage',
  'MD5OfMessageAttributes',
  'MD5OfMessageSystemAttributes',
]);

/** How a step ended, as the application can see it; the same for two runs that differ in nothing but identifiers. */
export async function outcomeOf(step: () => Promise<unknown>, name: string): Promise<unknown> {
  try {
    return { value: normalized(await step(), name) };
  } catch (error) {
    if (!(error instanceof Error)) return { threw: error };
    const { $metadata, $fault } = error as { $metadata?: { httpStatusCode?: number }; $fault?: string };
    const { name: kind, message } = error;
    return { kind, message: message.replaceAll(name, '<name>'), status: $metadata?.httpStatusCode, fault: $fault };
  }
}

function normalized(value: unknown, name: string): unknown {
  if (typeof value === 'string') return text(value, name);
  if (Array.isArray(value)) return value.map((item) => normalized(item, name));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(([key]) => !PROPAGATED.has(key))
    .map(([key, member]) => [key, VOLATILE.has(key) ? typeof member : normalized(member, name)] as const)
    .filter(([key, member]) => key !== 'MessageAttributes' || !isEmpty(member));
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** An envelope of SNS has identifiers of its own. */
function text(value: string, name: string): unknown {
  if (value.startsWith('{')) return normalized(JSON.parse(value) as unknown, name);
  return value.replaceAll(name, '<name>').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>');
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
