import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_AWS_DYNAMODB_TABLE_NAMES,
  ATTR_AWS_EVENTBRIDGE_EVENT_BUS_NAME,
  ATTR_AWS_KINESIS_STREAM_NAME,
  ATTR_AWS_REQUEST_ATTEMPTS,
  ATTR_AWS_REQUEST_TOTAL_RETRY_DELAY,
  ATTR_AWS_S3_BUCKET,
  ATTR_FAAS_INVOKED_NAME,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_SNS_BATCH_FAILED_COUNT,
  ATTR_MESSAGING_SNS_BATCH_FAILURE_CODES,
  ATTR_MESSAGING_SQS_BATCH_FAILED_COUNT,
  ATTR_MESSAGING_SQS_BATCH_FAILURE_CODES,
  ATTR_MESSAGING_SQS_BATCH_SIZE,
  ATTR_MESSAGING_SQS_DEAD_LETTER_SOURCE_QUEUE,
  ATTR_MESSAGING_SQS_FORWARD_REASON,
  ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_RECEIVE_COUNT,
  ATTR_MESSAGING_SQS_MESSAGE_GROUP_ID,
  ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS,
  ATTR_MESSAGING_SQS_PROCESS_OUTCOME,
  ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT,
  ATTR_MESSAGING_SQS_RETRY_COUNT,
} from '../semconv/attributes';
import { formatDuration, plural, shortId } from './text';

/** Puts something about a span into a few words, or says nothing. */
type Detail = (attributes: Attributes, spanName: string) => string | undefined;

/** What is said below a span, the most telling first: a narrow terminal cuts the rest. */
const DETAILS: readonly Detail[] = [
  target,
  batch,
  message,
  words(ATTR_MESSAGING_SQS_MESSAGE_GROUP_ID, (group) => `group ${group}`),
  amount(ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS, 0, (time) => `queued ${formatDuration(time)}`),
  amount(ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_RECEIVE_COUNT, 2, (count) => `received ${count} times`),
  amount(ATTR_MESSAGING_SQS_RETRY_COUNT, 1, (count) => `retry ${count}`),
  words(ATTR_MESSAGING_SQS_DEAD_LETTER_SOURCE_QUEUE, (queue) => `dead letter of ${queue}`),
  words(ATTR_MESSAGING_SQS_FORWARD_REASON, (reason) => `forwarded: ${reason}`),
  words(ATTR_MESSAGING_SQS_PROCESS_OUTCOME, (outcome) => outcome),
  amount(ATTR_HTTP_RESPONSE_STATUS_CODE, 400, (code) => `HTTP ${code}`),
  attempts,
];

/** The few attributes that matter, in words. */
export function describeDetails(attributes: Attributes, spanName: string): string[] {
  return DETAILS.flatMap((detail) => detail(attributes, spanName) ?? []);
}

/** The message's id, shortened; that of a batch is only its first one's, and left out. */
export function message(attributes: Attributes): string | undefined {
  const id = textAttribute(attributes, ATTR_MESSAGING_MESSAGE_ID);
  return id === undefined || (batchSize(attributes) ?? 1) > 1 ? undefined : `message ${shortId(id)}`;
}

/** What a span's operation is about: a queue, a topic, a bucket, ... */
const TARGETS = [
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_AWS_S3_BUCKET,
  ATTR_AWS_DYNAMODB_TABLE_NAMES,
  ATTR_FAAS_INVOKED_NAME,
  ATTR_AWS_EVENTBRIDGE_EVENT_BUS_NAME,
  ATTR_AWS_KINESIS_STREAM_NAME,
];

/** The target's name, unless the span is called after it: `process orders`. */
function target(attributes: Attributes, spanName: string): string | undefined {
  const name = firstText(attributes, TARGETS);
  return name !== undefined && spanName.split(' ').includes(name) ? undefined : name;
}

/** `3 messages`, `3 messages, 1 failed (InvalidParameterValue)`. */
function batch(attributes: Attributes): string | undefined {
  const size = batchSize(attributes);
  if (size === undefined) return undefined;
  const failed =
    numberOf(attributes, ATTR_MESSAGING_SQS_BATCH_FAILED_COUNT) ??
    numberOf(attributes, ATTR_MESSAGING_SNS_BATCH_FAILED_COUNT) ??
    0;
  const codes = firstText(attributes, [ATTR_MESSAGING_SQS_BATCH_FAILURE_CODES, ATTR_MESSAGING_SNS_BATCH_FAILURE_CODES]);
  const failures = failed > 0 ? `, ${failed} failed${codes === undefined ? '' : ` (${codes})`}` : '';
  return plural(size, 'message') + failures;
}

function batchSize(attributes: Attributes): number | undefined {
  return (
    numberOf(attributes, ATTR_MESSAGING_SQS_BATCH_SIZE) ??
    numberOf(attributes, ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT) ??
    numberOf(attributes, ATTR_MESSAGING_BATCH_MESSAGE_COUNT)
  );
}

/** `3 attempts`, `3 attempts, waited 120 ms`. */
function attempts(attributes: Attributes): string | undefined {
  const count = numberOf(attributes, ATTR_AWS_REQUEST_ATTEMPTS) ?? 1;
  const delay = numberOf(attributes, ATTR_AWS_REQUEST_TOTAL_RETRY_DELAY) ?? 0;
  if (count < 2) return undefined;
  return `${count} attempts${delay > 0 ? `, waited ${formatDuration(delay)}` : ''}`;
}

/** A detail that is one text attribute. */
function words(attribute: string, say: (text: string) => string): Detail {
  return (attributes) => {
    const text = textAttribute(attributes, attribute);
    return text === undefined ? undefined : say(text);
  };
}

/** A detail that is one number, worth saying from `least` on. */
function amount(attribute: string, least: number, say: (value: number) => string): Detail {
  return (attributes) => {
    const value = numberOf(attributes, attribute);
    return value === undefined || value < least ? undefined : say(value);
  };
}

function firstText(attributes: Attributes, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textAttribute(attributes, name);
    if (text !== undefined) return text;
  }
  return undefined;
}

function textAttribute(attributes: Attributes, name: string): string | undefined {
  const value = attributes[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function numberOf(attributes: Attributes, name: string): number | undefined {
  const value = attributes[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
