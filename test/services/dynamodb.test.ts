import assert from 'node:assert/strict';
import { resolveOptions } from '../../src/options';
import { dynamodb } from '../../src/services/dynamodb';
import { Described } from './describe';

const TABLE = { 'aws.dynamodb.table_names': ['orders'], 'db.collection.name': 'orders' };

/** Operation, input, and the attributes beside those of the table. */
const REQUESTS: readonly (readonly [operation: string, input: object, attributes: object])[] = [
  ['DescribeTable', {}, {}],
  ['DeleteTable', {}, {}],
  ['PutItem', { Item: { id: { S: 'x' } }, ReturnConsumedCapacity: 'TOTAL' }, {}],
  ['DescribeTimeToLive', {}, {}],
  [
    'GetItem',
    { Key: { id: { S: 'x' } }, ConsistentRead: false, ProjectionExpression: 'a, b' },
    { 'aws.dynamodb.consistent_read': false, 'aws.dynamodb.projection': 'a, b' },
  ],
  [
    'Query',
    {
      AttributesToGet: ['a'],
      ConsistentRead: true,
      IndexName: 'byName',
      Limit: 0,
      ProjectionExpression: 'a',
      ScanIndexForward: false,
      Select: 'COUNT',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'x' } },
    },
    {
      'aws.dynamodb.attributes_to_get': ['a'],
      'aws.dynamodb.consistent_read': true,
      'aws.dynamodb.index_name': 'byName',
      'aws.dynamodb.limit': 0,
      'aws.dynamodb.projection': 'a',
      'aws.dynamodb.scan_forward': false,
      'aws.dynamodb.select': 'COUNT',
    },
  ],
  [
    'Scan',
    { ConsistentRead: false, Limit: 10, Segment: 0, TotalSegments: 4, ScanIndexForward: false },
    {
      'aws.dynamodb.consistent_read': false,
      'aws.dynamodb.limit': 10,
      'aws.dynamodb.segment': 0,
      'aws.dynamodb.total_segments': 4,
    },
  ],
  [
    'CreateTable',
    {
      GlobalSecondaryIndexes: [{ IndexName: 'a' }, { IndexName: 'b' }],
      LocalSecondaryIndexes: [{ IndexName: 'c' }],
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 2 },
    },
    {
      'aws.dynamodb.global_secondary_indexes': ['{"IndexName":"a"}', '{"IndexName":"b"}'],
      'aws.dynamodb.local_secondary_indexes': ['{"IndexName":"c"}'],
      'aws.dynamodb.provisioned_read_capacity': 0,
      'aws.dynamodb.provisioned_write_capacity': 2,
    },
  ],
  [
    'UpdateTable',
    {
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'a' } }],
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 0 },
    },
    {
      'aws.dynamodb.attribute_definitions': ['{"AttributeName":"a","AttributeType":"S"}'],
      'aws.dynamodb.global_secondary_index_updates': ['{"Delete":{"IndexName":"a"}}'],
      'aws.dynamodb.provisioned_read_capacity': 1,
      'aws.dynamodb.provisioned_write_capacity': 0,
    },
  ],
];

describe('what DynamoDB requests tell', () => {
  for (const [operation, input, attributes] of REQUESTS) {
    it(`${operation}, with false and 0 kept`, () => {
      assert.deepEqual(new Described(dynamodb, operation).request({ TableName: 'orders', ...input }), {
        ...TABLE,
        ...attributes,
      });
    });
  }

  it('ListTables has no table', () => {
    const listTables = new Described(dynamodb, 'ListTables');
    assert.deepEqual(listTables.request({ ExclusiveStartTableName: 'a', Limit: 1 }), {
      'aws.dynamodb.exclusive_start_table': 'a',
      'aws.dynamodb.limit': 1,
    });
    assert.deepEqual(listTables.response({ TableNames: [] }), { 'aws.dynamodb.table_count': 0 });
  });

  it('the tables of a batch, and one collection only if there is one table', () => {
    const batch = new Described(dynamodb, 'BatchWriteItem');
    assert.deepEqual(batch.request({ RequestItems: { a: [], b: [] } }), { 'aws.dynamodb.table_names': ['a', 'b'] });
    assert.deepEqual(batch.request({ RequestItems: { orders: [] } }), TABLE);
  });

  it('the tables of a transaction, each once', () => {
    const TransactItems = [
      { Put: { TableName: 'a' } },
      { Update: { TableName: 'b' } },
      { ConditionCheck: { TableName: 'a' } },
      { Delete: { TableName: 'c' } },
      null,
      { Put: undefined },
    ];
    assert.deepEqual(new Described(dynamodb, 'TransactWriteItems').request({ TransactItems }), {
      'aws.dynamodb.table_names': ['a', 'b', 'c'],
    });
    assert.deepEqual(
      new Described(dynamodb, 'TransactGetItems').request({ TransactItems: [{ Get: { TableName: 'orders' } }] }),
      TABLE,
    );
  });

  it('a table that is given by its ARN', () => {
    const TableName = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders';
    assert.deepEqual(new Described(dynamodb, 'PutItem').request({ TableName }), {
      'aws.dynamodb.table_names': [TableName],
      'db.collection.name': 'orders',
    });
  });

  it('the text of a query, for those who say how it is written', () => {
    const queryText = dynamodb.operations['Query']?.queryText;
    const config = { dynamoDBStatementSerializer: (operation: string) => `${operation} of one table` };
    assert.equal(queryText?.({}, resolveOptions(config, {}), 'Query'), 'Query of one table');
    assert.equal(queryText?.({}, resolveOptions({}, {}), 'Query'), undefined);
  });

  it('nothing of what is of another type', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const odd = {
      TableName: 1,
      Limit: '1',
      ConsistentRead: 'yes',
      ProvisionedThroughput: 1,
      GlobalSecondaryIndexes: circular,
      AttributesToGet: [1],
    };
    for (const operation of ['CreateTable', 'GetItem', 'ListTables', 'TransactWriteItems']) {
      const told = new Described(dynamodb, operation).request(odd);
      assert.deepEqual(told, operation === 'CreateTable' ? { 'aws.dynamodb.global_secondary_indexes': [] } : {});
    }
  });
});

describe('what DynamoDB answers', () => {
  it('the capacity that it took, of one table or of several', () => {
    const capacity = { TableName: 'orders', CapacityUnits: 0.5 };
    const told = { 'aws.dynamodb.consumed_capacity': [JSON.stringify(capacity)] };
    assert.deepEqual(new Described(dynamodb, 'PutItem').response({ ConsumedCapacity: capacity }), told);
    assert.deepEqual(new Described(dynamodb, 'BatchGetItem').response({ ConsumedCapacity: [capacity] }), told);
    assert.deepEqual(new Described(dynamodb, 'Query').response({ ConsumedCapacity: capacity }), told);
  });

  it('how much a scan or a query saw, 0 too', () => {
    for (const operation of ['Scan', 'Query']) {
      assert.deepEqual(new Described(dynamodb, operation).response({ Count: 0, ScannedCount: 7, Items: [] }), {
        'aws.dynamodb.count': 0,
        'aws.dynamodb.scanned_count': 7,
      });
    }
  });

  it('how many items of a batch it did not process', () => {
    const count = (operation: string, output: object) =>
      new Described(dynamodb, operation).response(output)['aws.dynamodb.unprocessed_count'];
    assert.equal(count('BatchWriteItem', { UnprocessedItems: { a: [{}, {}], b: [{}] } }), 3);
    assert.equal(count('BatchWriteItem', { UnprocessedItems: {} }), 0);
    assert.equal(count('BatchGetItem', { UnprocessedKeys: { a: { Keys: [{}, {}] }, b: {} } }), 2);
    assert.equal(count('BatchGetItem', {}), undefined);
  });

  it('why a transaction was cancelled, item by item', () => {
    const rejection = (CancellationReasons: unknown) =>
      new Described(dynamodb, 'TransactWriteItems').rejection({ CancellationReasons });
    assert.deepEqual(rejection([{ Code: 'None' }, {}, { Code: 'ConditionalCheckFailed' }]), {
      'aws.dynamodb.cancellation_reasons': ['None', 'None', 'ConditionalCheckFailed'],
    });
    for (const odd of [undefined, null, 'none', {}]) assert.deepEqual(rejection(odd), {});
  });

  it('never the metrics of item collections, which hold key values', () => {
    const ItemCollectionMetrics = { ItemCollectionKey: { id: { S: 'canary' } }, SizeEstimateRangeGB: [0, 1] };
    for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']) {
      assert.deepEqual(new Described(dynamodb, operation).response({ ItemCollectionMetrics }), {});
    }
  });
});
