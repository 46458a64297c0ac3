import assert from 'node:assert/strict';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamo } from '../support/dynamo';

describe('the DynamoDB emulator', () => {
  it('stores items, records requests and stops with idle connections open', async () => {
    const server = await startDynamo();
    const client = new DynamoDBClient(server.clientConfig);
    const TableName = 'orders';
    await client.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const Item = { id: { S: '1' }, total: { N: '2' } };
    await client.send(new PutItemCommand({ TableName, Item }));
    const found = await client.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }));
    assert.deepEqual(found.Item, Item);
    assert.deepEqual(
      server.requests.map(({ service, operation }) => [service, operation]),
      ['CreateTable', 'PutItem', 'GetItem'].map((operation) => ['DYNAMODB', operation]),
    );
    assert.deepEqual(server.requests[1]?.body, { TableName, Item });
    assert.equal(server.endpoint, `http://127.0.0.1:${server.port}`);
    const started = Date.now();
    await server.stop();
    // Left to themselves, idle connections keep it up for five.
    assert.ok(Date.now() - started < 4000);
    await assert.rejects(fetch(server.endpoint));
    client.destroy();
  });
});
