import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Semconv } from './semconv';
import { cut, cutList, set } from './set';

const DYNAMODB = 'aws.dynamodb';
const DEPRECATED_DYNAMODB = 'dynamodb';

/**
 * What a request to DynamoDB, its response or its error contains, as the convention asks for it. Item collection
 * metrics are left out, because they contain key values.
 */
export interface DynamoDBFacts {
  /** As given: names or ARNs. */
  readonly tableNames?: readonly string[] | undefined;
  readonly attributeDefinitions?: string[] | undefined;
  readonly attributesToGet?: string[] | undefined;
  readonly cancellationReasons?: string[] | undefined;
  readonly consistentRead?: boolean | undefined;
  readonly consumedCapacity?: string[] | undefined;
  readonly count?: number | undefined;
  readonly exclusiveStartTable?: string | undefined;
  readonly globalSecondaryIndexes?: string[] | undefined;
  readonly globalSecondaryIndexUpdates?: string[] | undefined;
  readonly indexName?: string | undefined;
  readonly limit?: number | undefined;
  readonly localSecondaryIndexes?: string[] | undefined;
  readonly projection?: string | undefined;
  readonly provisionedReadCapacity?: number | undefined;
  readonly provisionedWriteCapacity?: number | undefined;
  readonly scanForward?: boolean | undefined;
  readonly scannedCount?: number | undefined;
  readonly segment?: number | undefined;
  readonly select?: string | undefined;
  readonly tableCount?: number | undefined;
  readonly totalSegments?: number | undefined;
  readonly unprocessedCount?: number | undefined;
}

/** The facts that become attributes without a change. */
const NAMES: Readonly<Record<Exclude<keyof DynamoDBFacts, 'tableNames'>, string>> = {
  attributeDefinitions: names.ATTR_AWS_DYNAMODB_ATTRIBUTE_DEFINITIONS,
  attributesToGet: names.ATTR_AWS_DYNAMODB_ATTRIBUTES_TO_GET,
  cancellationReasons: names.ATTR_AWS_DYNAMODB_CANCELLATION_REASONS,
  consistentRead: names.ATTR_AWS_DYNAMODB_CONSISTENT_READ,
  consumedCapacity: names.ATTR_AWS_DYNAMODB_CONSUMED_CAPACITY,
  count: names.ATTR_AWS_DYNAMODB_COUNT,
  exclusiveStartTable: names.ATTR_AWS_DYNAMODB_EXCLUSIVE_START_TABLE,
  globalSecondaryIndexes: names.ATTR_AWS_DYNAMODB_GLOBAL_SECONDARY_INDEXES,
  globalSecondaryIndexUpdates: names.ATTR_AWS_DYNAMODB_GLOBAL_SECONDARY_INDEX_UPDATES,
  indexName: names.ATTR_AWS_DYNAMODB_INDEX_NAME,
  limit: names.ATTR_AWS_DYNAMODB_LIMIT,
  localSecondaryIndexes: names.ATTR_AWS_DYNAMODB_LOCAL_SECONDARY_INDEXES,
  projection: names.ATTR_AWS_DYNAMODB_PROJECTION,
  provisionedReadCapacity: names.ATTR_AWS_DYNAMODB_PROVISIONED_READ_CAPACITY,
  provisionedWriteCapacity: names.ATTR_AWS_DYNAMODB_PROVISIONED_WRITE_CAPACITY,
  scanForward: names.ATTR_AWS_DYNAMODB_SCAN_FORWARD,
  scannedCount: names.ATTR_AWS_DYNAMODB_SCANNED_COUNT,
  segment: names.ATTR_AWS_DYNAMODB_SEGMENT,
  select: names.ATTR_AWS_DYNAMODB_SELECT,
  tableCount: names.ATTR_AWS_DYNAMODB_TABLE_COUNT,
  totalSegments: names.ATTR_AWS_DYNAMODB_TOTAL_SEGMENTS,
  unprocessedCount: names.ATTR_AWS_DYNAMODB_UNPROCESSED_COUNT,
};

function bounded(value: string | string[] | number | boolean | undefined): typeof value {
  if (typeof value === 'string') return cut(value);
  return Array.isArray(value) ? cutList(value) : value;
}

function setFacts(attributes: Attributes, facts: DynamoDBFacts): void {
  for (const fact of Object.keys(facts) as (keyof DynamoDBFacts)[]) {
    if (fact !== 'tableNames') set(attributes, NAMES[fact], bounded(facts[fact]));
  }
}

/** @see https://opentelemetry.io/docs/specs/semconv/db/dynamodb/ */
export const dynamodbSemconv: Semconv<DynamoDBFacts, DynamoDBFacts> = {
  constants: ({ name }, naming) => ({
    ...(naming.deprecated && { [names.ATTR_DB_SYSTEM]: DEPRECATED_DYNAMODB }),
    [names.ATTR_DB_SYSTEM_NAME]: DYNAMODB,
    [names.ATTR_DB_OPERATION_NAME]: name,
  }),
  request(attributes, facts, { detail }) {
    const { tableNames = [] } = facts;
    const [table] = tableNames;
    if (table !== undefined && detail) attributes[names.ATTR_AWS_DYNAMODB_TABLE_NAMES] = cutList(tableNames);
    if (tableNames.length === 1)
      set(attributes, names.ATTR_DB_COLLECTION_NAME, table && cut(table).replace(TABLE_ARN, ''));
    setFacts(attributes, facts);
  },
  response: setFacts,
  queryText(attributes, text) {
    attributes[names.ATTR_DB_QUERY_TEXT] = text;
  },
};

/** A table may be given by its ARN: `arn:aws:dynamodb:eu-west-1:123456789012:table/orders`. */
const TABLE_ARN = /^arn:[^/]*:table\//;
