import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import { type DynamoDBFacts, dynamodbSemconv } from '../semconv/dynamodb';
import { concealItemValues } from './dynamodbValues';
import { failureOfParts } from './partialFailures';
import { type OperationDefinition, defineService } from './service';
import { entriesOf, flag, isObject, jsonList, number, text, texts } from '../values';

type Operation = OperationDefinition<DynamoDBFacts, DynamoDBFacts>;

/** Members that several operations have. Each operation has some of them. */
interface AnyInput {
  readonly TableName?: unknown;
  readonly RequestItems?: unknown;
  readonly TransactItems?: unknown;
}

/** What every operation can say: tables, statements and consumed capacity. The rest belongs to single operations. */
const anyOperation: Operation = {
  request: tablesIn,
  standard: { request: tablesIn },
  response: (output: { readonly ConsumedCapacity?: unknown }) => consumed(output),
  queryText: (input, options, name) => options.dynamoDBStatementSerializer?.(name, input),
  conceals: concealItemValues,
};

/** The tables of a request. A batch lists them by name; for a transaction each table counts once. */
function tablesOf({ TableName, RequestItems, TransactItems }: AnyInput): string[] {
  if (typeof TableName === 'string') return [TableName];
  if (isObject(RequestItems)) return Object.keys(RequestItems);
  const actions = entriesOf<object>(TransactItems).flatMap((item) => Object.values(item) as unknown[]);
  return [...new Set(actions.flatMap((action) => (isObject(action) && text(action['TableName'])) || []))];
}

function tablesIn(input: AnyInput): DynamoDBFacts {
  return { tableNames: tablesOf(input) };
}

function consumed(output: { readonly ConsumedCapacity?: unknown }): DynamoDBFacts {
  return { consumedCapacity: jsonList(output.ConsumedCapacity) };
}

/** An operation with attributes of its own, in addition to those that every operation has. */
function operation(own: {
  request?(this: void, input: object): DynamoDBFacts;
  response?(this: void, output: object): DynamoDBFacts;
  rejection?(this: void, error: object): DynamoDBFacts;
}): Operation {
  const { request, response, rejection } = own;
  return {
    ...anyOperation,
    ...(request && { request: (input: AnyInput) => ({ tableNames: tablesOf(input), ...request(input) }) }),
    ...(response && { response: (output: object) => ({ ...consumed(output), ...response(output) }) }),
    ...(rejection && { rejection }),
  };
}

/** The part that Query and Scan have in common. */
const read = (input: DynamoDB.QueryCommandInput | DynamoDB.ScanCommandInput): DynamoDBFacts => ({
  attributesToGet: texts(input.AttributesToGet),
  consistentRead: flag(input.ConsistentRead),
  indexName: text(input.IndexName),
  limit: number(input.Limit),
  projection: text(input.ProjectionExpression),
  select: text(input.Select),
});

const counted = (output: DynamoDB.QueryCommandOutput | DynamoDB.ScanCommandOutput): DynamoDBFacts => ({
  count: number(output.Count),
  scannedCount: number(output.ScannedCount),
});

const provisioned = (throughput: unknown): DynamoDBFacts => {
  if (!isObject(throughput)) return {};
  return {
    provisionedReadCapacity: number(throughput['ReadCapacityUnits']),
    provisionedWriteCapacity: number(throughput['WriteCapacityUnits']),
  };
};

/** Items of a batch for which DynamoDB had no capacity. The call succeeds all the same. */
function unprocessed(byTable: unknown): number | undefined {
  if (!isObject(byTable)) return undefined;
  let count = 0;
  for (const requests of Object.values(byTable)) {
    const list = isObject(requests) && !Array.isArray(requests) ? requests['Keys'] : requests;
    if (Array.isArray(list)) count += list.length;
  }
  return count;
}

/** Statements of a batch fail one by one. The call succeeds all the same. */
const batchExecuteStatement: Operation = {
  ...anyOperation,
  failure({ Responses }: Partial<DynamoDB.BatchExecuteStatementCommandOutput>) {
    const results = entriesOf<DynamoDB.BatchStatementResponse>(Responses);
    const codes = results.flatMap(({ Error: failed }) => (isObject(failed) ? [failed['Code']] : []));
    return failureOfParts(codes, results.length, 'statements failed');
  },
};

const transaction = operation({
  rejection(error: { readonly CancellationReasons?: unknown }) {
    if (!Array.isArray(error.CancellationReasons)) return {};
    // One reason for each item of the transaction, in the same order: `None` for items that did not cause the failure.
    const reasons = entriesOf<DynamoDB.CancellationReason>(error.CancellationReasons);
    return { cancellationReasons: reasons.map(({ Code }) => text(Code) ?? 'None') };
  },
});

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html */
export const dynamodb = defineService<DynamoDBFacts, DynamoDBFacts>({
  id: 'DynamoDB',
  semconv: dynamodbSemconv,
  operations: {
    BatchExecuteStatement: batchExecuteStatement,
    BatchGetItem: operation({
      response: (output: DynamoDB.BatchGetItemCommandOutput) => ({
        unprocessedCount: unprocessed(output.UnprocessedKeys),
      }),
    }),
    BatchWriteItem: operation({
      response: (output: DynamoDB.BatchWriteItemCommandOutput) => ({
        unprocessedCount: unprocessed(output.UnprocessedItems),
      }),
    }),
    CreateTable: operation({
      request: (input: DynamoDB.CreateTableCommandInput) => ({
        globalSecondaryIndexes: jsonList(input.GlobalSecondaryIndexes),
        localSecondaryIndexes: jsonList(input.LocalSecondaryIndexes),
        ...provisioned(input.ProvisionedThroughput),
      }),
    }),
    ExecuteTransaction: transaction,
    GetItem: operation({
      request: (input: DynamoDB.GetItemCommandInput) => ({
        consistentRead: flag(input.ConsistentRead),
        projection: text(input.ProjectionExpression),
      }),
    }),
    ListTables: operation({
      request: (input: DynamoDB.ListTablesCommandInput) => ({
        exclusiveStartTable: text(input.ExclusiveStartTableName),
        limit: number(input.Limit),
      }),
      response: (output: DynamoDB.ListTablesCommandOutput) => ({
        tableCount: Array.isArray(output.TableNames) ? output.TableNames.length : undefined,
      }),
    }),
    Query: operation({
      request: (input: DynamoDB.QueryCommandInput) => ({ ...read(input), scanForward: flag(input.ScanIndexForward) }),
      response: counted,
    }),
    Scan: operation({
      request: (input: DynamoDB.ScanCommandInput) => ({
        ...read(input),
        segment: number(input.Segment),
        totalSegments: number(input.TotalSegments),
      }),
      response: counted,
    }),
    TransactGetItems: transaction,
    TransactWriteItems: transaction,
    UpdateTable: operation({
      request: (input: DynamoDB.UpdateTableCommandInput) => ({
        attributeDefinitions: jsonList(input.AttributeDefinitions),
        globalSecondaryIndexUpdates: jsonList(input.GlobalSecondaryIndexUpdates),
        ...provisioned(input.ProvisionedThroughput),
      }),
    }),
  },
  others: anyOperation,
});
