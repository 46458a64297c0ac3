/** A refusal as SQS words it; `code` is what `error.name` or a batch entry's `Code` says. */
export class SqsRejection extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The refusal for nearly every malformed argument. */
export function invalidParameter(message: string): SqsRejection {
  return new SqsRejection('InvalidParameterValue', message);
}

/** What goes over the wire for one error of the JSON protocol. */
export interface WireError {
  readonly queryError: string;
  readonly body: { readonly __type: string; readonly message: string };
}

/**
 * The JSON protocol's form of an SQS error. The SDK names an error by the `x-amzn-query-error` header, which carries
 * the code of the older Query protocol: some with a prefix, some without, a few under another name. fauxqs puts the
 * prefix on all of them, so that `error.name` would differ from AWS'.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
export function wireError(code: string, message: string): WireError {
  return {
    queryError: `${queryCode(code)};Sender`,
    body: { __type: SHAPES[code] ?? `com.amazonaws.sqs#${code}`, message },
  };
}

// The awsQueryError traits of the service model that the SDK is generated from.
const PREFIXED = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
]);

const RENAMED: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
};

// Not in the service model: the front end in front of the service answers these.
const SHAPES: Readonly<Record<string, string>> = {
  InvalidParameterValue: 'com.amazon.coral.service#InvalidParameterValueException',
  MissingParameter: 'com.amazon.coral.service#MissingRequiredParameterException',
};

function queryCode(code: string): string {
  return RENAMED[code] ?? (PREFIXED.has(code) ? `AWS.SimpleQueueService.${code}` : code);
}
