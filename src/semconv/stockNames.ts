import { type Attributes, SpanKind } from '@opentelemetry/api';
import { isObject, text } from '../values';
import * as names from './attributes';
import { set } from './set';
import { withoutCredentials } from './urls';

/** Names that only the stock package has, or had; nothing else of this package emits them. */
const URL_FULL = 'url.full';
const REQUEST_ID = 'aws.request.id';
const REQUEST_EXTENDED_ID = 'aws.request.extended_id';
const KINESIS_STREAM_NAME = 'aws.kinesis.stream.name';
const DB_NAMESPACE = 'db.namespace';
const FAAS_EXECUTION = 'faas.execution';
const MESSAGING_DESTINATION = 'messaging.destination';
const MESSAGING_DESTINATION_KIND = 'messaging.destination_kind';

type Members = Readonly<Record<string, unknown>>;

/** The name and the kind of a call's span, and attributes, as `@opentelemetry/instrumentation-aws-sdk` has them. */
interface StockNames {
  readonly name: string | undefined;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/**
 * What `@opentelemetry/instrumentation-aws-sdk` says of a request under names that are not ours. Credentials in a URL
 * and phone numbers stay out, although that package records them.
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-aws-sdk/src/services
 */
export function stockRequestNames(service: string, operation: string, input: Members): StockNames {
  const attributes: Attributes = {};
  const name = REQUESTS.get(service)?.(attributes, operation, input);
  return { name, kind: kindOf(service, operation), attributes };
}

export function stockResponseNames(service: string, operation: string, output: Members): Attributes {
  const attributes: Attributes = {};
  const metadata = isObject(output['$metadata']) ? output['$metadata'] : {};
  setRequestIds(attributes, metadata['requestId'], metadata['extendedRequestId']);
  if (service === 'Lambda' && operation === 'Invoke') {
    set(attributes, FAAS_EXECUTION, text(metadata['requestId']));
  }
  return attributes;
}

export function stockErrorNames(error: unknown): Attributes {
  const attributes: Attributes = {};
  if (!isObject(error)) return attributes;
  const metadata = isObject(error['$metadata']) ? error['$metadata'] : {};
  setRequestIds(
    attributes,
    error['RequestId'] ?? metadata['requestId'],
    error['extendedRequestId'] ?? metadata['extendedRequestId'],
  );
  return attributes;
}

type Request = (attributes: Attributes, operation: string, input: Members) => string | undefined;

const SQS_NAMES: ReadonlyMap<string, string> = new Map([
  ['ReceiveMessage', 'receive'],
  ['SendMessage', 'send'],
  ['SendMessageBatch', 'send'],
]);

const REQUESTS: ReadonlyMap<string, Request> = new Map<string, Request>([
  [
    'SQS',
    (attributes, operation, input) => {
      const url = text(input['QueueUrl']);
      set(attributes, URL_FULL, url && withoutCredentials(url));
      const verb = SQS_NAMES.get(operation);
      return url === undefined || verb === undefined ? undefined : `${lastPart(url, '/')} ${verb}`;
    },
  ],
  [
    'SNS',
    (attributes, operation, input) => {
      if (operation !== 'Publish') return `SNS ${operation}`;
      const arn = text(input['TopicArn'] ?? input['TargetArn']);
      const unnamed = input['PhoneNumber'] === undefined ? UNKNOWN : PHONE;
      const destination = arn === undefined ? unnamed : lastPart(arn, ':');
      attributes[MESSAGING_DESTINATION_KIND] = 'topic';
      attributes[MESSAGING_DESTINATION] = destination;
      attributes[names.ATTR_MESSAGING_DESTINATION_NAME] = arn ?? unnamed;
      return `${destination} send`;
    },
  ],
  [
    'DynamoDB',
    (attributes, _operation, input) => {
      attributes[names.ATTR_DB_SYSTEM_NAME] = 'dynamodb';
      set(attributes, DB_NAMESPACE, text(input['TableName']));
      return undefined;
    },
  ],
  [
    'Lambda',
    (_attributes, operation, input) => {
      const name = text(input['FunctionName']);
      return operation === 'Invoke' && name !== undefined ? `${name} Invoke` : undefined;
    },
  ],
  [
    'BedrockRuntime',
    (_attributes, operation) => (MODEL_CALL.test(operation) ? `BedrockRuntime.${operation}` : undefined),
  ],
  [
    'Kinesis',
    (attributes, _operation, input) => {
      set(attributes, KINESIS_STREAM_NAME, text(input['StreamName']));
      return undefined;
    },
  ],
]);

/** There, a receive is a consumer, and only three operations are producers. */
function kindOf(service: string, operation: string): SpanKind {
  if (service === 'SQS' && operation === 'ReceiveMessage') return SpanKind.CONSUMER;
  return PRODUCERS.has(`${service}.${operation}`) ? SpanKind.PRODUCER : SpanKind.CLIENT;
}

const PRODUCERS = new Set(['SQS.SendMessage', 'SQS.SendMessageBatch', 'SNS.Publish']);

/** There, only the calls of conversations are named as the conventions say. */
const MODEL_CALL = /^InvokeModel/;

/** In the place of a number, which is personal data. */
const PHONE = 'phone_number';
const UNKNOWN = 'unknown';

function setRequestIds(attributes: Attributes, requestId: unknown, extendedRequestId: unknown): void {
  set(attributes, REQUEST_ID, text(requestId));
  set(attributes, REQUEST_EXTENDED_ID, text(extendedRequestId));
}

function lastPart(value: string, separator: string): string {
  return value.slice(value.lastIndexOf(separator) + 1);
}
