import type * as SQS from '@aws-sdk/client-sqs';
import type { Options } from '../options';
import { isAttributeName } from '../propagation/attributeNames';
import { AWS_TRACE_HEADER } from '../propagation/awsTraceHeader';
import { FORWARD_ATTRIBUTES } from '../propagation/forwardAttributes';
import { propagatedFields } from '../propagation/propagator';
import { type Members, copyWith } from '../values';

const ALL = ['All'];
const ALL_ATTRIBUTES = [...ALL, '.*'];
/** What queue time, retries and dead letters are told by, and the group that a forwarded message stays in. */
const SYSTEM_ATTRIBUTES = [
  AWS_TRACE_HEADER,
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'DeadLetterQueueSourceArn',
  'MessageGroupId',
];

/** SQS returns only the attributes that were asked for: without them a message comes without its trace. */
export function askForContext(input: SQS.ReceiveMessageCommandInput, options: Options, command: object): object {
  const { autoIncludeMessageAttributes: included } = options;
  if (!included) return input;
  const asked = input.MessageAttributeNames;
  const missing = missingFrom(asked, included === 'all' ? ALL : wantedAttributes(options), ALL_ATTRIBUTES);
  // `AttributeNames` is the old name of the list, and the only one that releases before schemas are sure to send.
  const list =
    input.MessageSystemAttributeNames !== undefined || (input.AttributeNames === undefined && 'schema' in command)
      ? 'MessageSystemAttributeNames'
      : 'AttributeNames';
  const askedOfSystem: readonly string[] | undefined = input[list];
  const missingOfSystem = missingFrom(askedOfSystem, SYSTEM_ATTRIBUTES, ALL);
  if (missing.length === 0 && missingOfSystem.length === 0) return input;

  const replaced: Members = {};
  if (missing.length > 0) replaced['MessageAttributeNames'] = [...(asked ?? []), ...missing];
  if (missingOfSystem.length > 0) replaced[list] = [...(askedOfSystem ?? []), ...missingOfSystem];
  return copyWith(input, replaced) ?? input;
}

/** Whether a receive brings all attributes of its messages, so that they can be counted. */
export function asksForAll(
  { MessageAttributeNames: asked }: Partial<SQS.ReceiveMessageCommandInput>,
  options: Options,
): boolean {
  if (options.autoIncludeMessageAttributes === 'all') return true;
  return Array.isArray(asked) && ALL_ATTRIBUTES.some((name) => asked.includes(name));
}

/** Of the receive before: they change with the propagator and the options only. */
let wanted: Wanted | undefined;

interface Wanted {
  readonly options: Options;
  readonly fields: readonly string[];
  readonly names: readonly string[];
}

function wantedAttributes(options: Options): readonly string[] {
  const fields = propagatedFields();
  if (wanted?.options !== options || !areEqual(wanted.fields, fields)) {
    const names = [...fields, ...options.capturedMessageAttributes].filter(isAttributeName);
    wanted = { options, fields, names: [...new Set([...names, ...FORWARD_ATTRIBUTES])] };
  }
  return wanted.names;
}

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** Nothing is missing from a list that asks for all, or that the service will reject. */
function missingFrom(
  asked: readonly string[] | undefined,
  names: readonly string[],
  all: readonly string[],
): readonly string[] {
  if (asked == null) return names;
  if (!Array.isArray(asked) || all.some((name) => asked.includes(name))) return [];
  return names.filter((name) => !asked.includes(name));
}
