import assert from 'node:assert/strict';
import {
  BatchExecuteStatementCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { SpanStatusCode } from '@opentelemetry/api';
import { startCannedServer } from '../support/cannedServer';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

/** What no emulator does: transactions, statements, and a lack of capacity. */
describe('DynamoDB, with the answers of the service', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let client: DynamoDBClient;

  before(() => void (client = world.own(new DynamoDBClient({ ...server.clientConfig, maxAttempts: 1 }))));

  const told = (name: string) => attributesOf(world.tracing.span(name), 'aws.dynamodb.', 'db.collection', 'error.');
  const Key = { id: { S: 'canary' } };
  const TransactItems = [
    { Put: { TableName: 'orders', Item: Key } },
    { Delete: { TableName: 'stock', Key } },
    { ConditionCheck: { TableName: 'orders', Key, ConditionExpression: 'attribute_exists(id)' } },
  ];

  it('the tables of a transaction, and the capacity that it took', async () => {
    const ConsumedCapacity = [{ TableName: 'orders', CapacityUnits: 2 }];
    server.answerWith({ body: { ConsumedCapacity } });
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    assert.deepEqual(told('DynamoDB.TransactWriteItems'), {
      'aws.dynamodb.table_names': ['orders', 'stock'],
      'aws.dynamodb.consumed_capacity': ConsumedCapacity.map((entry) => JSON.stringify(entry)),
    });
    await client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: 'orders', Key } }] }));
    assert.equal(told('DynamoDB.TransactGetItems')['db.collection.name'], 'orders');
  });

  it('why a transaction was cancelled: a code for each of its items, and no value', async () => {
    const CancellationReasons = [
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: Key },
      { Code: 'None' },
      { Code: 'ThrottlingError', Message: 'Throughput exceeds' },
    ];
    const type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
    server.answerWith({ status: 400, body: { __type: type, message: 'Transaction cancelled', CancellationReasons } });
    await assert.rejects(client.send(new TransactWriteItemsCommand({ TransactItems })), {
      name: 'TransactionCanceledException',
    });
    assert.deepEqual(told('DynamoDB.TransactWriteItems'), {
      'aws.dynamodb.table_names': ['orders', 'stock'],
      'aws.dynamodb.cancellation_reasons': ['ConditionalCheckFailed', 'None', 'ThrottlingError'],
      'error.type': 'TransactionCanceledException',
    });
    const { status, events, attributes } = world.tracing.span('DynamoDB.TransactWriteItems');
    assert.equal(status.code, SpanStatusCode.ERROR);
    assert.equal(JSON.stringify([status, events, attributes]).includes('canary'), false);
  });

  it('how many items of a batch there was no capacity for', async () => {
    const PutRequest = { Item: Key };
    server.answerWith({
      body: { UnprocessedItems: { orders: [{ PutRequest }, { PutRequest }], stock: [{ PutRequest }] } },
    });
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { orders: [{ PutRequest }], stock: [{ PutRequest }] } }),
    );
    assert.deepEqual(told('DynamoDB.BatchWriteItem'), {
      'aws.dynamodb.table_names': ['orders', 'stock'],
      'aws.dynamodb.unprocessed_count': 3,
    });
    assert.equal(world.tracing.span('DynamoDB.BatchWriteItem').status.code, SpanStatusCode.UNSET);
  });

  it('nothing of a statement, whose text may hold values', async () => {
    const Statement = "SELECT * FROM orders WHERE id = 'canary'";
    await client.send(new ExecuteStatementCommand({ Statement, Parameters: [{ S: 'canary' }] }));
    const type = 'com.amazonaws.dynamodb.v20120810#ValidationException';
    server.answerWith({ status: 400, body: { __type: type, message: "Statement wasn't well formed: canary" } });
    await assert.rejects(client.send(new ExecuteTransactionCommand({ TransactStatements: [{ Statement }] })), /canary/);
    for (const { attributes, status, events } of world.tracing.spans()) {
      assert.equal(JSON.stringify([attributes, status, events]).includes('canary'), false);
      assert.equal(attributes['db.system.name'], 'aws.dynamodb');
    }
    assert.equal(world.tracing.spans().length, 2);
  });

  it('a batch of statements of which some failed is an error, with their code if it is one', async () => {
    const Statements = ['a', 'b', 'c'].map((name) => ({ Statement: `SELECT * FROM "${name}"` }));
    const failed = (Code: string) => ({ Error: { Code, Message: 'canary' }, TableName: 'orders' });
    server.answerWith({
      body: { Responses: [{}, failed('ConditionalCheckFailed'), failed('ConditionalCheckFailed')] },
    });
    await client.send(new BatchExecuteStatementCommand({ Statements }));
    const one = world.tracing.span('DynamoDB.BatchExecuteStatement');
    assert.deepEqual(one.status, { code: SpanStatusCode.ERROR, message: '2/3 statements failed' });
    assert.equal(one.attributes['error.type'], 'ConditionalCheckFailed');

    world.tracing.reset();
    server.answerWith({ body: { Responses: [failed('ThrottlingError'), failed('ConditionalCheckFailed'), {}] } });
    await client.send(new BatchExecuteStatementCommand({ Statements }));
    assert.equal(world.tracing.span('DynamoDB.BatchExecuteStatement').attributes['error.type'], '_OTHER');

    world.tracing.reset();
    server.answerWith({ body: { Responses: [{}, {}] } });
    await client.send(new BatchExecuteStatementCommand({ Statements }));
    assert.equal(world.tracing.span('DynamoDB.BatchExecuteStatement').status.code, SpanStatusCode.UNSET);
  });
});
