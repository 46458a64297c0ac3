import assert from 'node:assert/strict';
import {
  DescribeEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { extractMessageContext } from '../../src';
import { startCannedServer } from '../support/cannedServer';
import { attributesOf, startServicesWorld, traceparent, xRay } from './servicesWorld';
import { useWorld } from '../support/useWorld';

describe('EventBridge', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let client: EventBridgeClient;

  before(() => void (client = world.own(new EventBridgeClient(server.clientConfig))));
  beforeEach(() => server.answerWith({ body: { FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] } }));

  const entry = (more: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
    Source: 'shop',
    DetailType: 'order',
    Detail: '{"a":1}',
    ...more,
  });
  const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
  const sent = () => server.body<{ Entries: PutEventsRequestEntry[] }>().Entries;
  const span = () => world.tracing.span('EventBridge.PutEvents');

  it('every entry carries an X-Ray header of the call, except where the application set one', async () => {
    await put(entry(), entry({ TraceHeader: 'Root=1-own' }), entry());
    assert.deepEqual(
      sent().map(({ TraceHeader }) => TraceHeader),
      [xRay(span()), 'Root=1-own', xRay(span())],
    );
    assert.deepEqual(
      sent().map(({ Detail }) => Detail),
      ['{"a":1}', '{"a":1}', '{"a":1}'],
      'details are the application own unless it asks otherwise',
    );
  });

  it('a call tells its bus and how many entries it put', async () => {
    await put(entry({ EventBusName: 'arn:aws:events:us-east-1:123456789012:event-bus/orders' }));
    assert.equal(span().kind, SpanKind.PRODUCER);
    assert.equal(span().status.code, SpanStatusCode.UNSET);
    assert.deepEqual(attributesOf(span(), 'messaging'), {
      'messaging.system': 'aws.eventbridge',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
    });
    assert.deepEqual(attributesOf(span(), 'aws.eventbridge'), {
      'aws.eventbridge.event_bus.name': 'orders',
      'aws.eventbridge.entry_count': 1,
      'aws.eventbridge.failed_entry_count': 0,
    });
  });

  it('entries without a bus go to the default one, entries of several buses name none', async () => {
    await put(entry());
    assert.equal(span().attributes['aws.eventbridge.event_bus.name'], 'default');
    world.tracing.reset();
    await put(entry(), entry({ EventBusName: 'orders' }));
    assert.equal('aws.eventbridge.event_bus.name' in span().attributes, false);
    world.tracing.reset();
    await client.send(new DescribeEventBusCommand({ Name: 'orders' }));
    const described = world.tracing.span('EventBridge.DescribeEventBus');
    assert.equal(described.attributes['aws.eventbridge.event_bus.name'], 'orders');
  });

  it('failed entries make the call an error', async () => {
    const failed = (ErrorCode: string) => ({ ErrorCode, ErrorMessage: 'm' });
    const Entries = [failed('ThrottlingException'), { EventId: 'e1' }, failed('InternalFailure')];
    server.answerWith({ body: { FailedEntryCount: 2, Entries } });
    await put(entry(), entry(), entry());
    assert.deepEqual(span().status, { code: SpanStatusCode.ERROR, message: '2/3 entries failed' });
    assert.deepEqual(attributesOf(span(), 'aws.eventbridge.f', 'error'), {
      'aws.eventbridge.failed_entry_count': 2,
      'aws.eventbridge.failure_codes': 'InternalFailure,ThrottlingException',
      'error.type': '_OTHER',
    });
  });

  for (const [what, body, count] of [
    ['that are not counted are counted by their codes', { Entries: [{ ErrorCode: 'X' }, { EventId: 'e' }] }, 1],
    ['that are counted, and named by no code', { FailedEntryCount: 1, Entries: [{}, { EventId: 'e' }] }, 1],
    ['that are counted, and not listed', { FailedEntryCount: 2 }, 2],
    ['of which the answer says nothing', {}, undefined],
  ] as const) {
    it(`failed entries ${what}`, async () => {
      server.answerWith({ body });
      await put(entry(), entry());
      assert.equal(span().attributes['aws.eventbridge.failed_entry_count'], count);
      assert.equal(span().status.code, count === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR);
    });
  }

  it('no header is sent where neither context nor X-Ray is wanted', async () => {
    world.instrumentation.setConfig({ propagateMessageContext: (bus) => bus !== 'default' });
    await put(entry());
    world.instrumentation.setConfig({ awsTraceHeader: 'never' });
    await put(entry());
    for (const { text } of server.requests) assert.doesNotMatch(text, /TraceHeader/);
    assert.equal(server.requests.length, 2);
  });

  describe('with eventBridgeDetailInjection', () => {
    beforeEach(() => world.instrumentation.setConfig({ eventBridgeDetailInjection: true }));

    it('a detail that is a JSON object carries the context and is otherwise the same text', async () => {
      await put(entry({ Detail: ' {"big": 12345678901234567890, "a":1, "a":2}' }), entry({ Detail: '{}' }));
      const member = `"_trace":{"traceparent":"${traceparent(span())}"}`;
      assert.deepEqual(
        sent().map(({ Detail }) => Detail),
        [` {${member},"big": 12345678901234567890, "a":1, "a":2}`, `{${member}}`],
      );
    });

    it('an event that reaches a queue leads its consumer back to the call', async () => {
      await put(entry());
      const [{ Detail = '' } = {}] = sent();
      const Body = JSON.stringify({ version: '0', 'detail-type': 'order', source: 'shop', detail: JSON.parse(Detail) });
      const found = trace.getSpanContext(extractMessageContext({ Body }, ROOT_CONTEXT));
      assert.equal(found?.spanId, span().spanContext().spanId);
    });

    it('any other detail is left alone', async () => {
      const details = ['[1]', '"text"', 'null', '{"broken', '{"_trace":"own"}', ''];
      await put(...details.map((Detail) => entry({ Detail })));
      assert.deepEqual(
        sent().map(({ Detail }) => Detail),
        details,
      );
    });

    it('a request never grows past a limit that it kept, all of its entries counted', async () => {
      const sizeOf = (entries: PutEventsRequestEntry[]) =>
        entries.reduce((sum, { Detail = '' }) => sum + Buffer.byteLength(Detail) + 'shoporder'.length, 0);
      for (const limit of [262_144, 1_048_576]) {
        const half = entry({ Detail: JSON.stringify({ text: 'ü'.repeat(limit / 4 - 40) }) });
        for (const spare of [200, 100, 10]) {
          server.reset();
          const filler = limit - sizeOf([half]) - 2 * 'shoporder'.length - '{"f":""}{}'.length - spare;
          await put(half, entry({ Detail: JSON.stringify({ f: 'x'.repeat(filler) }) }), entry({ Detail: '{}' }));
          assert.ok(sizeOf(sent()) <= limit, `${sizeOf(sent())} > ${limit}`);
          const carrying = sent().filter(({ Detail }) => Detail?.includes('_trace')).length;
          assert.equal(carrying, spare === 200 ? 2 : spare === 100 ? 1 : 0);
        }
      }
    });

    it('a time and resources count in the size of an entry', async () => {
      const limit = 262_144;
      const added = `"_trace":{"traceparent":"${'0'.repeat(55)}"},`.length;
      const resource = 'arn:aws:s3:::orders';
      const counted: [Partial<PutEventsRequestEntry>, number][] = [
        [{ Time: new Date() }, 14],
        [{ Resources: [resource, resource] }, 2 * resource.length],
      ];
      for (const [more, bytes] of counted) {
        for (const [spare, carries] of [
          [added, true],
          [added - 1, false],
        ] as const) {
          server.reset();
          const filler = limit - bytes - 'shoporder'.length - '{"f":""}'.length - spare;
          await put(entry({ Detail: JSON.stringify({ f: 'x'.repeat(filler) }), ...more }));
          assert.equal(sent()[0]?.Detail?.includes('_trace'), carries, `${Object.keys(more).join()}, ${spare} bytes`);
        }
      }
    });
  });
});
