import assert from 'node:assert/strict';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { startDynamo } from '../support/dynamo';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const TableName = 'orders';
const DATABASE = { 'db.system': 'dynamodb', 'db.system.name': 'aws.dynamodb' };

describe('DynamoDB', () => {
  const server = useWorld(startDynamo);
  const world = useWorld(startServicesWorld);
  let client: DynamoDBClient;

  before(async () => {
    client = world.own(new DynamoDBClient({ ...server.clientConfig, maxAttempts: 1 }));
    await client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
      }),
    );
  });

  const put = (id: string) => client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  const told = (span: ReadableSpan) => attributesOf(span, 'db.', 'aws.dynamodb.');

  it('a write, with the capacity that it took', async () => {
    const Item = { id: { S: 'canary' }, secret: { S: 'canary' } };
    await client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' }));
    const span = world.tracing.span('DynamoDB.PutItem');
    assert.equal(span.kind, SpanKind.CLIENT);
    assert.deepEqual(told(span), {
      ...DATABASE,
      'db.operation.name': 'PutItem',
      'db.collection.name': TableName,
      'aws.dynamodb.table_names': [TableName],
      'aws.dynamodb.consumed_capacity': ['{"TableName":"orders","CapacityUnits":1}'],
    });
    assert.equal(JSON.stringify(span.attributes).includes('canary'), false);
  });

  it('a query and a scan, with false and 0 kept', async () => {
    await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': { S: 'canary' } },
        ScanIndexForward: false,
        ConsistentRead: false,
        Limit: 1,
      }),
    );
    await client.send(
      new ScanCommand({
        TableName,
        Segment: 0,
        TotalSegments: 1,
        FilterExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': { S: 'nobody' } },
      }),
    );
    const query = told(world.tracing.span('DynamoDB.Query'));
    assert.equal(query['aws.dynamodb.scan_forward'], false);
    assert.equal(query['aws.dynamodb.consistent_read'], false);
    assert.equal(query['aws.dynamodb.limit'], 1);
    const scan = told(world.tracing.span('DynamoDB.Scan'));
    assert.equal(scan['aws.dynamodb.segment'], 0);
    assert.equal(scan['aws.dynamodb.total_segments'], 1);
    assert.equal(scan['aws.dynamodb.count'], 0);
    assert.equal(typeof scan['aws.dynamodb.scanned_count'], 'number');
    assert.equal(JSON.stringify([query, scan]).includes('nobody'), false);
  });

  it('batches', async () => {
    const requests = ['b1', 'b2'].map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    const { Responses } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [{ id: { S: 'b1' } }, { id: { S: 'b2' } }] } } }),
    );
    assert.equal(Responses?.[TableName]?.length, 2);
    for (const name of ['DynamoDB.BatchWriteItem', 'DynamoDB.BatchGetItem']) {
      const batch = told(world.tracing.span(name));
      assert.deepEqual(batch['aws.dynamodb.table_names'], [TableName]);
      assert.equal(batch['db.collection.name'], TableName);
      assert.equal(batch['aws.dynamodb.unprocessed_count'], 0);
    }
  });

  it('the list of tables', async () => {
    await client.send(new ListTablesCommand({ Limit: 5 }));
    assert.deepEqual(told(world.tracing.span('DynamoDB.ListTables')), {
      ...DATABASE,
      'db.operation.name': 'ListTables',
      'aws.dynamodb.limit': 5,
      'aws.dynamodb.table_count': 1,
    });
  });

  it('a condition that does not hold is told by its type', async () => {
    await put('taken');
    await assert.rejects(
      client.send(
        new PutItemCommand({
          TableName,
          Item: { id: { S: 'taken' } },
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      ),
    );
    const span = world.tracing.spans('DynamoDB.PutItem').at(-1);
    assert.equal(span?.status.code, SpanStatusCode.ERROR);
    assert.equal(span?.attributes['error.type'], 'ConditionalCheckFailedException');
  });

  it('an error that quotes a value is recorded without it', async () => {
    const Item = { id: { S: 'x' }, amount: { N: 'canary-amount' } };
    const thrown = await client.send(new PutItemCommand({ TableName, Item })).catch((error: Error) => error);
    assert.ok(thrown instanceof Error);
    assert.match(thrown.message, /canary-amount/, 'the server quotes it');
    const { status, events } = world.tracing.span('DynamoDB.PutItem');
    assert.match(String(status.message), /\*\*/);
    assert.equal(JSON.stringify([status, events]).includes('canary'), false);
    assert.equal(events[0]?.attributes?.['exception.type'], 'ValidationException');
  });

  describe('with a statement serializer', () => {
    it('records what it gives', async () => {
      world.instrumentation.setConfig({
        dynamoDBStatementSerializer: (operation, input) => `${operation} ${Object.keys(input).join()}`,
      });
      await put('x');
      assert.equal(told(world.tracing.span('DynamoDB.PutItem'))['db.query.text'], 'PutItem TableName,Item');
    });

    it('that throws, or has nothing to say, costs the text only', async () => {
      for (const dynamoDBStatementSerializer of [
        () => undefined,
        () => {
          throw new Error('no');
        },
      ]) {
        world.reset();
        world.instrumentation.setConfig({ dynamoDBStatementSerializer });
        await put('x');
        const attributes = told(world.tracing.span('DynamoDB.PutItem'));
        assert.equal(Object.hasOwn(attributes, 'db.query.text'), false);
        assert.equal(attributes['db.collection.name'], TableName);
      }
    });
  });

  describe('through a document client', () => {
    it("is one span, with the client's region and the operation's own name", async () => {
      const documents = DynamoDBDocumentClient.from(client);
      await documents.send(new PutCommand({ TableName, Item: { id: 'document', amount: 1 } }));
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: { id: 'document' }, ConsistentRead: false }),
      );
      assert.deepEqual(Item, { id: 'document', amount: 1 });
      assert.deepEqual(
        world.tracing.spans().map(({ name }) => name),
        ['DynamoDB.PutItem', 'DynamoDB.GetItem'],
      );
      const get = world.tracing.span('DynamoDB.GetItem');
      assert.equal(get.attributes['cloud.region'], server.clientConfig.region);
      assert.equal(get.attributes['rpc.method'], 'GetItem');
      assert.deepEqual(told(get), {
        ...DATABASE,
        'db.operation.name': 'GetItem',
        'db.collection.name': TableName,
        'aws.dynamodb.table_names': [TableName],
        'aws.dynamodb.consistent_read': false,
      });
    });

    it('a value that the client cannot convert is not recorded', async () => {
      const documents = DynamoDBDocumentClient.from(client);
      const amount = 9_007_199_254_740_993_000;
      const thrown = await documents
        .send(new PutCommand({ TableName, Item: { id: 'x', amount } }))
        .catch((error: Error) => error);
      assert.ok(thrown instanceof Error);
      assert.ok(thrown.message.includes(String(amount)), thrown.message);
      const { status, events } = world.tracing.span('DynamoDB.PutItem');
      assert.equal(status.code, SpanStatusCode.ERROR);
      assert.equal(JSON.stringify([status, events]).includes(String(amount)), false);
    });
  });
});
