import assert from 'node:assert/strict';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, propagation, trace } from '@opentelemetry/api';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { processBatch, processMessage, wrapBatchHandler } from '../../src';
import { startCannedServer } from '../support/cannedServer';
import { useWorld } from '../support/useWorld';
import { startServicesWorld } from './servicesWorld';
import { linksOf } from './sqsWorld';

const QueueUrl = 'http://127.0.0.1/123456789012/relays';
const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
type Fields = Record<string, string>;

let made = 0;
const valuesOf = <T>(fields: Fields, as: (value: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, as(value)]));
const attributes = (fields: Fields) => valuesOf(fields, (StringValue) => ({ DataType: 'String', StringValue }));
const ofSns = (fields: Fields) => valuesOf(fields, (Value) => ({ Type: 'String', Value }));
const ofSqs = (Body: string) => ({ MessageId: `relays-${++made}`, ReceiptHandle: `handle-of-relays-${made}`, Body });

/** Messages with a context in each of the places where one may come from, beside the attributes of SQS. */
const SOURCES: readonly (readonly [from: string, message: (fields: Fields) => object])[] = [
  [
    'an envelope of SNS',
    (fields) => ofSqs(JSON.stringify({ Type: 'Notification', Message: 'x', MessageAttributes: ofSns(fields) })),
  ],
  ['an event in a body', (fields) => ofSqs(JSON.stringify({ 'detail-type': 'd', detail: { _trace: fields } }))],
  [
    'a record of SNS',
    (fields) => ({ EventSource: 'aws:sns', Sns: { MessageId: `sns-${++made}`, MessageAttributes: ofSns(fields) } }),
  ],
  [
    'a record of Kafka',
    (fields) => ({ topic: 't', partition: 0, message: { offset: `${++made}`, value: null, headers: fields } }),
  ],
  [
    'a message of RabbitMQ',
    (headers) => ({
      content: Buffer.from('x'),
      fields: { deliveryTag: ++made, exchange: '', routingKey: 'q' },
      properties: { headers },
    }),
  ],
  [
    'an event of EventBridge',
    (fields) => ({ id: `event-${++made}`, source: 's', 'detail-type': 'd', detail: { _trace: fields } }),
  ],
];

describe('a relay that copies the context of what it processes', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(() => startServicesWorld({ eventBridgeDetailInjection: true, kinesisDataInjection: true }));
  let sqs: SQSClient;
  let events: EventBridgeClient;
  let kinesis: KinesisClient;
  let stepFunctions: SFNClient;
  before(() => {
    sqs = world.own(new SQSClient({ ...server.clientConfig, md5: false }));
    events = world.own(new EventBridgeClient(server.clientConfig));
    stepFunctions = world.own(new SFNClient(server.clientConfig));
    kinesis = world.own(new KinesisClient({ ...server.clientConfig, requestHandler: new NodeHttpHandler() }));
  });

  const sendOne = async (fields: Fields): Promise<unknown> => {
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes({ ...fields, own: 'x' }) }),
    );
    return server.body<{ MessageAttributes: object }>().MessageAttributes;
  };
  const sendBatch = async (fields: Fields): Promise<unknown> => {
    const entry = { Id: '1', MessageBody: 'x', MessageAttributes: attributes({ ...fields, own: 'x' }) };
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [entry] }));
    return server.body<{ Entries: object[] }>().Entries[0];
  };
  const putEvent = async (fields: Fields): Promise<unknown> => {
    const Detail = JSON.stringify({ id: 1, _trace: { ...fields, own: 'x' }, inner: { _trace: { a: 1 } } });
    await events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail }] }));
    return JSON.parse(server.body<{ Entries: { Detail: string }[] }>().Entries[0]?.Detail ?? '');
  };
  const putRecord = async (fields: Fields): Promise<unknown> => {
    const Data = Buffer.from(JSON.stringify({ id: 'ü', _trace: { ...fields, own: 'x' } }));
    await kinesis.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'p', Data }));
    return JSON.parse(Buffer.from(server.body<{ Data: string }>().Data, 'base64').toString());
  };

  /** The fields of a context that nothing else has. */
  function received(): { fields: Fields; id: string } {
    const spanId = String(++made).padStart(16, '1');
    const fields: Fields = {};
    propagation.inject(trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId, traceFlags: 1 }), fields);
    return { fields, id: `${TRACE_ID}/${spanId}` };
  }
  /** What goes out has the context of its own sending, and the sending is linked to where the copy came from. */
  function assertStandsBetween(sent: unknown, id: string): void {
    const text = JSON.stringify(sent);
    const [, spanId = ''] = id.split('/');
    assert.ok(!text.includes(spanId), text);
    assert.ok(text.includes('own'), text);
    const sender = world.tracing.spans().find((span) => text.includes(span.spanContext().spanId)) ?? assert.fail(text);
    assert.deepEqual(
      linksOf(sender).map(([to]) => to),
      [id],
    );
  }

  for (const [from, make] of SOURCES) {
    for (const [to, send] of [
      ['a message', sendOne],
      ['a batch', sendBatch],
      ['an event', putEvent],
      ['a record', putRecord],
    ] as const) {
      it(`from ${from} into ${to} stands between the two`, async () => {
        const { fields, id } = received();
        const sent = await processMessage(make(fields), () => send(fields));
        assertStandsBetween(sent, id);
      });
    }
  }

  it('in a batch, too, whose handler takes all of its messages', async () => {
    for (const run of [
      (message: object, send: () => Promise<unknown>) => wrapBatchHandler(send)([message]),
      async (message: object, send: () => Promise<unknown>) => (await processBatch([message], send))[0],
    ]) {
      const { fields, id } = received();
      const [[, make] = assert.fail()] = SOURCES;
      assertStandsBetween(await run(make(fields), () => sendOne(fields)), id);
      server.reset();
      world.reset();
    }
  });

  it('leaves a context that did not come with what is processed, and links to it once', async () => {
    const { fields } = received();
    const [[, make] = assert.fail()] = SOURCES;
    const own = received();
    for (const send of [sendOne, sendBatch, putEvent, putRecord]) {
      const sent = await processMessage(make(fields), () => send(own.fields));
      assert.ok(JSON.stringify(sent).includes(own.fields['traceparent'] ?? ''), JSON.stringify(sent));
      server.reset();
    }
    const Detail = JSON.stringify({ _trace: own.fields });
    world.reset();
    const entry = { Source: 's', DetailType: 'd', Detail };
    await events.send(new PutEventsCommand({ Entries: [entry, { ...entry }] }));
    assert.deepEqual(linksOf(world.tracing.span('EventBridge.PutEvents')), [[own.id, {}]]);
  });

  it('keeps the baggage that the context has nothing to put in place of', async () => {
    const { fields } = received();
    const [[, make] = assert.fail()] = SOURCES;
    const carrying = { ...fields, baggage: 'tenant=blue' };
    const sent = await processMessage(make(fields), () => putEvent(carrying));
    assert.match(JSON.stringify(sent), /"baggage":"tenant=blue"/);
  });

  it('of an AWSTraceHeader, into an event or an execution: the next one is about this call', async () => {
    const own = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const putEntry = (TraceHeader: string) =>
      events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}', TraceHeader }] }));
    const start = (traceHeader: string) =>
      stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:x:1:stateMachine:s', traceHeader }),
      );
    for (const [name, send] of [
      ['EventBridge.PutEvents', putEntry],
      ['SFN.StartExecution', start],
    ] as const) {
      await processMessage({ ...ofSqs('x'), Attributes: { AWSTraceHeader: own } }, () => send(own));
      const span = world.tracing.span(name);
      const { spanId } = span.spanContext();
      assert.match(server.requests.at(-1)?.text ?? '', new RegExp(`"[tT]raceHeader":"Root=[^;]+;Parent=${spanId};`));
      assert.deepEqual(linksOf(span), [[`${TRACE_ID}/53995c3f42cd8ad8`, {}]]);
      world.reset();
      await processMessage(ofSqs('x'), () => send(own));
      assert.ok(server.requests.at(-1)?.text.includes(own));
    }
  });

  it('leaves a detail that it would have to write anew', async () => {
    const { fields } = received();
    const [[, make] = assert.fail()] = SOURCES;
    for (const Detail of [
      JSON.stringify({ _trace: fields }, null, 2),
      JSON.stringify({ inner: { _trace: fields }, _trace: fields }),
    ]) {
      await processMessage(make(fields), () =>
        events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail }] })),
      );
      assert.equal(server.body<{ Entries: { Detail: string }[] }>().Entries[0]?.Detail, Detail);
      server.reset();
    }
  });
});
