import assert from 'node:assert/strict';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import { processMessage } from '../../../../src/process/processMessage';
import * as events from '../../../fixtures/lambda/others';
import { useWorld } from '../../../support/useWorld';
import { CREATION, TRACEPARENT, inSpan, startConsumerWorld } from '../../consumerWorld';

describe('events without messages', () => {
  const world = useWorld(startConsumerWorld);

  it('a schedule of a rule', () => {
    const { kind, trigger, name, attributes, records } = describeEvent(events.scheduled());
    assert.deepEqual([kind, trigger, name, records], ['timer', 'timer', undefined, []]);
    assert.deepEqual(attributes, { 'faas.time': '2026-01-02T03:04:05Z' });
  });

  it('a schedule of EventBridge Scheduler, by its name', () => {
    const { kind, attributes, details } = describeEvent(events.scheduler());
    assert.equal(kind, 'timer');
    assert.deepEqual(attributes, { 'faas.time': '2026-01-02T03:04:05Z' });
    assert.deepEqual(details(), {
      'aws.scheduler.schedule.name': 'clean-up',
      'aws.scheduler.schedule_group.name': 'nightly',
    });
  });

  it('S3: what happened to an object', () => {
    const { kind, trigger, name, attributes, details, records } = describeEvent(events.s3('a+b%2Fc.pdf'));
    assert.deepEqual([kind, trigger, name, records], ['notification', 'datasource', 'receipts process', []]);
    assert.deepEqual(attributes, {
      'faas.document.collection': 'receipts',
      'faas.document.operation': 'insert',
      'faas.document.time': '2026-01-02T03:04:05.000Z',
      'faas.document.name': 'a b/c.pdf',
    });
    assert.deepEqual(details(), { 'aws.s3.bucket': 'receipts', 'aws.s3.key': 'a b/c.pdf' });
  });

  it('S3: of several objects what they have in common', () => {
    const { attributes, details } = describeEvent(events.s3('a', 'b'));
    assert.equal(attributes['faas.document.collection'], 'receipts');
    assert.equal(attributes['faas.document.name'], undefined);
    assert.deepEqual(details(), { 'aws.s3.bucket': 'receipts' });
  });

  it('an e-mail: nobody’s name', () => {
    const { kind, attributes } = describeEvent(events.ses());
    assert.deepEqual([kind, attributes], ['notification', {}]);
  });

  describe('HTTP', () => {
    const requests: Readonly<Record<string, readonly [event: object, name: string | undefined, more: object]>> = {
      'a REST API': [events.restApi(), 'GET /orders/{id}', { 'server.address': 'api.example.com' }],
      'an HTTP API': [events.httpApi(), 'GET /orders/{id}', { 'server.address': 'api.example.com' }],
      'a function URL': [events.httpApi('$default'), undefined, { 'server.address': 'api.example.com' }],
      'a load balancer': [events.loadBalancer(), undefined, { 'server.address': 'shop.example.com' }],
    };
    for (const [what, [event, name, more]] of Object.entries(requests)) {
      it(`${what}: attributes, a parent, and nothing of its query`, () => {
        const described = describeEvent(event);
        const { kind, trigger, spanKind, attributes } = described;
        assert.deepEqual([kind, trigger, spanKind], ['http', 'http', SpanKind.SERVER]);
        assert.equal(described.name, name);
        assert.deepEqual(attributes, {
          'http.request.method': 'GET',
          ...(name !== undefined && { 'http.route': '/orders/{id}' }),
          'url.path': '/orders/17',
          'url.scheme': 'https',
          'user_agent.original': 'curl/8',
          ...more,
        });
        const parent = trace.getSpanContext(described.parent(ROOT_CONTEXT));
        assert.equal(parent?.spanId, CREATION.spanId);
      });
    }

    it('a web socket: its route, no method', () => {
      const { kind, name, attributes } = describeEvent(events.webSocket());
      assert.deepEqual([kind, name], ['http', '$connect']);
      assert.equal(attributes['http.request.method'], undefined);
    });

    it('a span that is there stays the parent', async () => {
      await inSpan('invocation', async (invocation) => {
        const base = trace.setSpan(ROOT_CONTEXT, invocation);
        assert.equal(trace.getSpan(describeEvent(events.restApi()).parent(base)), invocation);
      });
    });

    it('its response', () => {
      const { outcomeOf } = describeEvent(events.restApi());
      const ofStatus = (status: number) => ({ 'http.response.status_code': status });
      assert.deepEqual(outcomeOf({ statusCode: 404 }), { attributes: ofStatus(404), errorType: undefined });
      assert.deepEqual(outcomeOf({ statusCode: '502' }), { attributes: ofStatus(502), errorType: '502' });
      for (const result of [undefined, 'text', {}, { statusCode: 'no' }, { statusCode: {} }]) {
        assert.deepEqual(outcomeOf(result), { attributes: {} });
      }
    });
  });

  const OTHERS: Readonly<Record<string, unknown>> = {
    'logs of CloudWatch': events.logs(),
    'a transformation of Firehose': events.firehose(),
    'a trigger of Cognito': events.cognito(),
    'an edge of CloudFront': { Records: [{ cf: { config: {}, request: { uri: '/' } } }] },
    'a commit': { Records: [{ eventSource: 'aws:codecommit', codecommit: {} }] },
    'a test of S3': { Service: 'Amazon S3', Event: 's3:TestEvent' },
    'an object of its own': { order: 1 },
    'a list of its own': [{ order: 1 }, 'text'],
    'no records': { Records: [] },
    'records that are none': { Records: 'text' },
    null: null,
    'a text': 'text',
    nothing: undefined,
  };
  for (const [what, event] of Object.entries(OTHERS)) {
    it(`${what} is nothing that is known`, () => {
      const { kind, trigger, records } = describeEvent(event);
      assert.deepEqual([kind, trigger, records], ['other', 'other', []]);
    });
  }

  describe('processMessage with what is no message of a known system', () => {
    const NO_MESSAGES: Readonly<Record<string, unknown>> = {
      'a notification of S3': events.s3('a').Records[0],
      'a request': events.restApi(),
      'an e-mail': events.ses().Records[0],
      'a message of another cloud': { messageId: '1', body: { order: 1 }, contentType: 'application/json' },
      'a job': { id: 1, data: { order: 1 } },
      'the envelope of SNS': { Type: 'Notification', MessageId: '1', TopicArn: 'arn:aws:sns:x:1:t', Message: 'm' },
      'a text': 'text',
      'a number': 1,
    };
    for (const [what, message] of Object.entries(NO_MESSAGES)) {
      it(`${what}: its handler runs in a span that claims no system`, () => {
        assert.equal(
          processMessage(message, () => 'done'),
          'done',
        );
        const [span] = world.tracing.spans();
        assert.ok(span);
        assert.equal(span.name, 'process');
        assert.deepEqual(span.attributes, {
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
        });
      });
    }

    it('a context in its attributes is found nevertheless', () => {
      const MessageAttributes = { traceparent: { Type: 'String', Value: TRACEPARENT } };
      processMessage({ Type: 'Notification', TopicArn: 'arn:aws:sns:x:1:t', Message: 'm', MessageAttributes }, () => 1);
      assert.equal(world.tracing.spans()[0]?.links[0]?.context.spanId, CREATION.spanId);
    });
  });
});
