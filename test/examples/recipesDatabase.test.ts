import assert from 'node:assert/strict';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SpanKind, SpanStatusCode, context, createTraceState, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { type Query, store, traceQueries } from '../../examples/recipes/database';
import { DatabaseCalls } from '../../examples/recipes/databaseCalls';
import { commentQueries } from '../../examples/recipes/sqlComment';
import { processMessage } from '../../src';
import { inSpan, message, pause } from '../process/consumerWorld';
import { startDynamo } from '../support/dynamo';
import { type RecipeWorld, idOf, startRecipeWorld } from './recipeWorld';
import { useWorld } from '../support/useWorld';

describe('recipes of databases', () => {
  let world: RecipeWorld;

  before(async () => {
    world = await startRecipeWorld();
  });

  beforeEach(() => world.tracing.reset());

  after(() => world.stop());

  describe('DynamoDB', () => {
    const dynamo = useWorld(startDynamo);
    let db: DynamoDBClient;

    before(async () => {
      db = new DynamoDBClient(dynamo.clientConfig);
      const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
      const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
      const BillingMode = 'PAY_PER_REQUEST';
      await db.send(new CreateTableCommand({ TableName: 'orders', KeySchema, AttributeDefinitions, BillingMode }));
    });

    after(() => db.destroy());

    it('is called below the process span of the message, and told nothing of the trace', async () => {
      const orders = await world.queue('orders');
      await world.send(orders, '{"id":1}');
      await store(db, 'orders', await world.receiveOne(orders));
      const put = world.tracing.span('DynamoDB.PutItem');
      const [process] = world.processed();
      assert.equal(put.parentSpanContext?.spanId, idOf(process));
      assert.equal(put.spanContext().traceId, process?.spanContext().traceId);
      assert.equal(put.attributes['db.collection.name'], 'orders');
      assert.ok(!JSON.stringify(put.attributes).includes('"{'), 'no item');
      const [request] = dynamo.requests.filter(({ operation }) => operation === 'PutItem');
      assert.deepEqual(Object.keys(request?.body ?? {}).toSorted(), ['Item', 'TableName']);
    });
  });

  describe('a client that no instrumentation knows', () => {
    const sent: [text: string, values: unknown][] = [];
    const query: Query = async (text, values) => {
      sent.push([text, values]);
      if (text.startsWith('broken')) throw new SyntaxError('no SQL');
      return [{ id: values?.[0] }];
    };

    beforeEach(() => void sent.splice(0));

    it('has a span for each query, below the process span, with its text and without its values', async () => {
      const traced = traceQueries(query, 'postgresql', 'shop');
      const SELECT = 'select * from orders where id = $1';
      const found = await processMessage(message(), () => traced(SELECT, ['secret-7']));
      assert.deepEqual(found, [{ id: 'secret-7' }]);
      assert.deepEqual(sent, [[SELECT, ['secret-7']]]);
      const span = world.tracing.span('SELECT shop');
      assert.equal(span.kind, SpanKind.CLIENT);
      assert.equal(span.parentSpanContext?.spanId, idOf(world.tracing.span('process')));
      assert.deepEqual(span.attributes, {
        'db.system.name': 'postgresql',
        'db.namespace': 'shop',
        'db.operation.name': 'SELECT',
        'db.query.text': SELECT,
      });
      await assert.rejects(traced('broken'), SyntaxError);
      const failed = world.tracing.span('BROKEN shop');
      assert.deepEqual([failed.status.code, failed.attributes['error.type']], [SpanStatusCode.ERROR, 'SyntaxError']);
    });

    it('sends the trace along in a comment, for the log of the database', async () => {
      const traced = traceQueries(commentQueries(query), 'postgresql', 'shop');
      await commentQueries(query)('select 1');
      await traced('select 2', [2]);
      const { traceId, spanId } = world.tracing.span('SELECT shop').spanContext();
      assert.deepEqual(sent, [
        ['select 1', undefined],
        [`select 2 /*traceparent='00-${traceId}-${spanId}-01'*/`, [2]],
      ]);
      const state = { traceId, spanId, traceFlags: 1, traceState: createTraceState("a=it's*/,b=2") };
      await context.with(trace.setSpanContext(context.active(), state), () => commentQueries(query)('select 3'));
      assert.equal(
        sent[2]?.[0],
        `select 3 /*traceparent='00-${traceId}-${spanId}-01',tracestate='a%3Dit%27s*%2F%2Cb%3D2'*/`,
      );
    });
  });

  it('slow calls are marked, and a span tells how many calls were made below it', async () => {
    const exporter = new InMemorySpanExporter();
    const spanProcessors = [new DatabaseCalls(), new SimpleSpanProcessor(exporter)];
    const provider = new NodeTracerProvider({ spanProcessors });
    const tracer = provider.getTracer('application');
    const call = (attributes = {}) => tracer.startSpan('SELECT shop', { kind: SpanKind.CLIENT, attributes });
    const process = tracer.startSpan('process orders');
    await context.with(trace.setSpan(context.active(), process), async () => {
      for (let id = 0; id < 11; id++) call({ 'db.system.name': 'postgresql' }).end();
      const slow = call({ 'db.system': 'mysql' });
      call().end();
      await pause(110);
      slow.end();
    });
    process.end();
    inSpan('elsewhere', () => call({ 'db.system.name': 'postgresql' }).end());
    const spans = exporter.getFinishedSpans();
    const told = spans.filter(({ attributes }) => 'app.db.slow' in attributes).map(({ attributes }) => attributes);
    assert.deepEqual(told, [{ 'db.system': 'mysql', 'app.db.slow': true }]);
    const counts = spans.flatMap(({ name, attributes }) => ('app.db.calls' in attributes ? [[name, attributes]] : []));
    assert.deepEqual(counts, [['process orders', { 'app.db.calls': 12 }]]);
    await provider.forceFlush();
    await provider.shutdown();
  });
});
