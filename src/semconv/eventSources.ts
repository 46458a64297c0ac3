import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { MessagingSystem } from './messaging';
import { cut, set } from './set';

// No convention lists these systems: in the manner of `aws.sns`, and `activemq` as the convention has it.
// https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/#messaging-system
export const AWS_KINESIS: MessagingSystem = { name: 'aws.kinesis', deprecatedName: 'aws.kinesis' };
export const AWS_DYNAMODB: MessagingSystem = { name: 'aws.dynamodb', deprecatedName: 'aws.dynamodb' };
export const AWS_EVENTBRIDGE: MessagingSystem = { name: 'aws.eventbridge', deprecatedName: 'aws.eventbridge' };
export const ACTIVEMQ: MessagingSystem = { name: 'activemq', deprecatedName: 'activemq' };

export function topicAttributes(topicArn: string | undefined): Attributes {
  return texts({ [names.ATTR_AWS_SNS_TOPIC_ARN]: topicArn });
}

export function streamAttributes(streamName: string | undefined): Attributes {
  return texts({ [names.ATTR_AWS_KINESIS_STREAM_NAME]: streamName });
}

export function tableAttributes(table: string | undefined): Attributes {
  return table === undefined ? {} : { [names.ATTR_AWS_DYNAMODB_TABLE_NAMES]: [cut(table)] };
}

export function eventAttributes(source: string | undefined, detailType: string | undefined): Attributes {
  return texts({
    [names.ATTR_AWS_EVENTBRIDGE_EVENT_SOURCE]: source,
    [names.ATTR_AWS_EVENTBRIDGE_EVENT_DETAIL_TYPE]: detailType,
  });
}

/** What EventBridge Scheduler tells of the schedule that invokes a function. */
export function scheduleAttributes(group: string | undefined, schedule: string | undefined): Attributes {
  return texts({
    [names.ATTR_AWS_SCHEDULER_SCHEDULE_GROUP_NAME]: group,
    [names.ATTR_AWS_SCHEDULER_SCHEDULE_NAME]: schedule,
  });
}

/** An object of S3 that something happened to. */
export interface ObjectFacts {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly operation: 'insert' | 'edit' | 'delete' | undefined;
  /** ISO 8601. */
  readonly time: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/#incoming-invocations */
export function objectAttributes({ bucket, key, operation, time }: ObjectFacts): Attributes {
  return texts({
    [names.ATTR_FAAS_DOCUMENT_COLLECTION]: bucket,
    [names.ATTR_FAAS_DOCUMENT_OPERATION]: operation,
    [names.ATTR_FAAS_DOCUMENT_TIME]: time,
    [names.ATTR_FAAS_DOCUMENT_NAME]: key,
  });
}

/** The same object by the names that calls to S3 have for it. */
export function objectDetails({ bucket, key }: ObjectFacts): Attributes {
  return texts({ [names.ATTR_AWS_S3_BUCKET]: bucket, [names.ATTR_AWS_S3_KEY]: key });
}

/** @param time ISO 8601 */
export function timerAttributes(time: string | undefined): Attributes {
  return texts({ [names.ATTR_FAAS_TIME]: time });
}

function texts(named: Readonly<Record<string, string | undefined>>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(named)) set(attributes, name, value === undefined ? value : cut(value));
  return attributes;
}
