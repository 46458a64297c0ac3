import * as names from '../attributes';
import type { Span } from '../span';
import { formatDuration, plural, shortId } from './text';

/** Puts something about a span into a few words, or says nothing. */
type Detail = (span: Span) => string | undefined;

/** What is said beside a span's name, the most telling first: a narrow window cuts the rest. */
const DETAILS: readonly Detail[] = [
  target,
  batch,
  message,
  words(names.ATTR_MESSAGING_SQS_MESSAGE_GROUP_ID, (group) => `group ${group}`),
  amount(names.ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS, 0, (time) => `queued ${formatDuration(time)}`),
  amount(names.ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_RECEIVE_COUNT, 2, (count) => `received ${count} times`),
  amount(names.ATTR_MESSAGING_SQS_RETRY_COUNT, 1, (count) => `retry ${count}`),
  words(names.ATTR_MESSAGING_SQS_DEAD_LETTER_SOURCE_QUEUE, (queue) => `dead letter of ${queue}`),
  words(names.ATTR_MESSAGING_SQS_FORWARD_REASON, (reason) => `forwarded: ${reason}`),
  words(names.ATTR_MESSAGING_SQS_PROCESS_OUTCOME, (outcome) => outcome),
  amount(names.ATTR_HTTP_RESPONSE_STATUS_CODE, 400, (code) => `HTTP ${code}`),
  attempts,
];

/** What a span's operation is about: a queue, a topic, a bucket, ... */
const TARGETS = [
  names.ATTR_MESSAGING_DESTINATION_NAME,
  names.ATTR_AWS_S3_BUCKET,
  names.ATTR_AWS_DYNAMODB_TABLE_NAMES,
  names.ATTR_FAAS_INVOKED_NAME,
  names.ATTR_AWS_EVENTBRIDGE_EVENT_BUS_NAME,
  names.ATTR_AWS_KINESIS_STREAM_NAME,
];
const SIZES = [
  names.ATTR_MESSAGING_SQS_BATCH_SIZE,
  names.ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT,
  names.ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
];
const FAILED_COUNTS = [names.ATTR_MESSAGING_SQS_BATCH_FAILED_COUNT, names.ATTR_MESSAGING_SNS_BATCH_FAILED_COUNT];
const FAILURE_CODES = [names.ATTR_MESSAGING_SQS_BATCH_FAILURE_CODES, names.ATTR_MESSAGING_SNS_BATCH_FAILURE_CODES];

/** The few attributes that matter, in words. */
export function describeDetails(span: Span): string[] {
  return DETAILS.flatMap((detail) => detail(span) ?? []);
}

/** The target's name, unless the span is called after it: `process orders`. */
function target({ name: spanName, attributes }: Span): string | undefined {
  const name = attributes.text(...TARGETS);
  return name !== undefined && spanName.split(' ').includes(name) ? undefined : name;
}

/** `3 messages`, `3 messages, 1 failed (InvalidParameterValue)`. */
function batch({ attributes }: Span): string | undefined {
  const size = attributes.number(...SIZES);
  if (size === undefined) return undefined;
  const failed = attributes.number(...FAILED_COUNTS) ?? 0;
  const codes = attributes.text(...FAILURE_CODES);
  return `${plural(size, 'message')}${failed > 0 ? `, ${failed} failed${codes === undefined ? '' : ` (${codes})`}` : ''}`;
}

/** The message's id, shortened; that of a batch is only its first one's, and left out. */
function message({ attributes }: Span): string | undefined {
  const id = attributes.text(names.ATTR_MESSAGING_MESSAGE_ID);
  return id === undefined || (attributes.number(...SIZES) ?? 1) > 1 ? undefined : `message ${shortId(id)}`;
}

/** `3 attempts`, `3 attempts, waited 120 ms`. */
function attempts({ attributes }: Span): string | undefined {
  const count = attributes.number(names.ATTR_AWS_REQUEST_ATTEMPTS) ?? 1;
  const delay = attributes.number(names.ATTR_AWS_REQUEST_TOTAL_RETRY_DELAY) ?? 0;
  return count < 2 ? undefined : `${count} attempts${delay > 0 ? `, waited ${formatDuration(delay)}` : ''}`;
}

/** A detail that is one text attribute. */
function words(attribute: string, say: (said: string) => string): Detail {
  return ({ attributes }) => {
    const said = attributes.text(attribute);
    return said === undefined ? undefined : say(said);
  };
}

/** A detail that is one number, worth saying from `least` on. */
function amount(attribute: string, least: number, say: (value: number) => string): Detail {
  return ({ attributes }) => {
    const value = attributes.number(attribute);
    return value === undefined || value < least ? undefined : say(value);
  };
}
