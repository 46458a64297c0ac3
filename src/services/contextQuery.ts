import type * as SQS from '@aws-sdk/client-sqs';
import type { Options } from '../options';
import { isAttributeName } from '../propagation/attributeNames';
import { AWS_TRACE_HEADER } from '../propagation/awsTraceHeader';
import { entryPrefixesOf, spellingsOf } from '../propagation/fieldNames';
import { FORWARD_ATTRIBUTES } from '../propagation/forwardAttributes';
import { propagatedFields } from '../propagation/propagator';
import { type Members, copyWith } from '../values';

const ALL = ['All'];
const ALL_ATTRIBUTES = [...ALL, '.*'];
/**
 * Attributes that queue time, retries and dead letters are computed from, and the group that a forwarded message stays
 * in.
 */
const SYSTEM_ATTRIBUTES = [
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'DeadLetterQueueSourceArn',
  'MessageGroupId',
];
const SYSTEM_ATTRIBUTES_WITH_HEADER = [AWS_TRACE_HEADER, ...SYSTEM_ATTRIBUTES];

/** Adds to a receive the attributes that carry a trace. SQS returns only the attributes that the request lists. */
export function askForContext(input: SQS.ReceiveMessageCommandInput, options: Options, command: object): object {
  const { autoIncludeMessageAttributes: included } = options;
  if (!included) return input;
  const asked = input.MessageAttributeNames;
  const missing = missingFrom(asked, included === 'all' ? ALL : wantedAttributes(options), ALL_ATTRIBUTES);
  // `AttributeNames` is the old name of the list. SDK releases without schemas may not send the new one.
  const list =
    input.MessageSystemAttributeNames !== undefined || (input.AttributeNames === undefined && 'schema' in command)
      ? 'MessageSystemAttributeNames'
      : 'AttributeNames';
  const askedOfSystem: readonly string[] | undefined = input[list];
  // A header that is never read is not asked for.
  const system = options.awsTraceHeader === 'never' ? SYSTEM_ATTRIBUTES : SYSTEM_ATTRIBUTES_WITH_HEADER;
  const missingOfSystem = missingFrom(askedOfSystem, system, ALL);
  if (missing.length === 0 && missingOfSystem.length === 0) return input;

  const replaced: Members = {};
  if (missing.length > 0) replaced['MessageAttributeNames'] = [...(asked ?? []), ...missing];
  if (missingOfSystem.length > 0) replaced[list] = [...(askedOfSystem ?? []), ...missingOfSystem];
  return copyWith(input, replaced) ?? input;
}

/** Whether a receive returns all attributes of its messages. Only then can they be counted. */
export function asksForAll(
  { MessageAttributeNames: asked }: Partial<SQS.ReceiveMessageCommandInput>,
  options: Options,
): boolean {
  if (options.autoIncludeMessageAttributes === 'all') return true;
  return Array.isArray(asked) && ALL_ATTRIBUTES.some((name) => asked.includes(name));
}

/** The names for the previous receive. They change only with the propagator and the options. */
let wanted: Wanted | undefined;

interface Wanted {
  readonly options: Options;
  readonly fields: readonly string[];
  readonly names: readonly string[];
}

function wantedAttributes(options: Options): readonly string[] {
  const fields = propagatedFields();
  if (wanted?.options !== options || !areEqual(wanted.fields, fields)) {
    const names = [...fields.flatMap(spellingsOf), ...options.capturedMessageAttributes].filter(isAttributeName);
    const entries = entryPrefixesOf(fields).map((prefix) => `${prefix}.*`);
    wanted = { options, fields, names: [...new Set([...names, ...entries, ...FORWARD_ATTRIBUTES])] };
  }
  return wanted.names;
}

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/**
 * The names that a list lacks. A list that asks for all, or that the service will reject, lacks none; nor does one that
 * the SDK does not write as a list, because it says itself what it is in JSON.
 */
function missingFrom(
  asked: readonly string[] | undefined,
  names: readonly string[],
  all: readonly string[],
): readonly string[] {
  if (asked == null) return names;
  if (!Array.isArray(asked) || 'toJSON' in asked || all.some((name) => asked.includes(name))) return [];
  return names.filter((name) => !asked.includes(name));
}
