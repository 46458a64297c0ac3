import assert from 'node:assert/strict';
import { type Baggage, context, createContextKey, propagation, trace } from '@opentelemetry/api';
import { processMessage } from '../../src';
import { QUEUE_URL, TRACEPARENT, message, startConsumerWorld } from './consumerWorld';
import { captureDiagnostics } from '../support/diagnostics';
import { useWorld } from '../support/useWorld';

const OPTIONS = { queueUrl: QUEUE_URL };
const PROCESS = 'process orders';

describe('the process span', () => {
  const world = useWorld(startConsumerWorld);
  after(() => {
    delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
  });

  const span = () => world.tracing.span(PROCESS);

  describe('attributes', () => {
    const full = () =>
      message({
        Body: 'bödy',
        Attributes: {
          SentTimestamp: `${Date.now() - 5000}`,
          ApproximateReceiveCount: '3',
          DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:payments',
        },
        MessageAttributes: {
          'x-retry-count': { DataType: 'Number', StringValue: '2' },
          'x-forward-reason': { DataType: 'String', StringValue: 'poison' },
        },
      });
    const detail = (id: string) => ({
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'aws.sqs.queue.url': QUEUE_URL,
      'messaging.sqs.queue.account_id': '123456789012',
      'messaging.sqs.queue.region': 'eu-west-1',
      'messaging.message.id': id,
      'messaging.sqs.message.body_size': 5,
      'messaging.message.body.size': 5,
      'messaging.sqs.message.approximate_receive_count': 3,
      'messaging.sqs.dead_letter.source_queue': 'payments',
      'messaging.sqs.retry.count': 2,
      'messaging.sqs.forward.reason': 'poison',
      'messaging.sqs.process.outcome': 'unsettled',
    });
    const told = () => {
      const { 'messaging.sqs.message.queue_time_ms': queueTime, ...others } = span().attributes;
      assert.ok(Number(queueTime) >= 5000 && Number(queueTime) < 60_000, `queue time ${String(queueTime)}`);
      assert.ok(Number.isInteger(queueTime));
      return others;
    };

    for (const [optIn, system] of [
      ['', { 'messaging.system': 'aws_sqs' }],
      ['messaging', { 'messaging.system.name': 'aws.sqs' }],
      ['messaging/dup', { 'messaging.system': 'aws_sqs', 'messaging.system.name': 'aws.sqs' }],
    ] as const) {
      it(`tell all that is known, in the names of \`${optIn}\``, () => {
        process.env['OTEL_SEMCONV_STABILITY_OPT_IN'] = optIn;
        world.reset();
        delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
        const given = full();
        processMessage(given, () => undefined, OPTIONS);
        assert.deepEqual(told(), { ...system, ...detail(given.MessageId) });
      });
    }

    it('tell nothing that is not known; zero is known', () => {
      processMessage(
        { Body: '', Attributes: { ApproximateReceiveCount: '0', SentTimestamp: 'soon' } },
        () => undefined,
      );
      assert.deepEqual(world.tracing.span('process').attributes, {
        'messaging.system': 'aws_sqs',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.sqs.message.body_size': 0,
        'messaging.message.body.size': 0,
        'messaging.sqs.message.approximate_receive_count': 0,
        'messaging.sqs.process.outcome': 'unsettled',
      });
    });

    it('clocks that differ never make the time in the queue negative', () => {
      const ahead = message({ Attributes: { SentTimestamp: `${Date.now() + 60_000}` } });
      processMessage(ahead, () => undefined, OPTIONS);
      assert.equal(span().attributes['messaging.sqs.message.queue_time_ms'], 0);
    });

    it('a time that is none tells nothing of the time in the queue', () => {
      for (const SentTimestamp of ['0', '-5', ' ', 'now']) {
        world.reset();
        processMessage(message({ Attributes: { SentTimestamp } }), () => undefined, OPTIONS);
        assert.equal(span().attributes['messaging.sqs.message.queue_time_ms'], undefined, SentTimestamp);
      }
    });

    it("of a Lambda record: the queue is that of its source, unless the caller names another's", () => {
      const record = {
        messageId: 'record',
        receiptHandle: 'handle of record',
        body: '12',
        attributes: { ApproximateReceiveCount: '1', SentTimestamp: `${Date.now() - 5000}` },
        messageAttributes: {},
        eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:orders',
      };
      processMessage(record, () => undefined);
      assert.deepEqual(told(), {
        'messaging.system': 'aws_sqs',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'orders',
        'messaging.sqs.queue.account_id': '123456789012',
        'messaging.sqs.queue.region': 'eu-west-1',
        'messaging.message.id': 'record',
        'messaging.sqs.message.body_size': 2,
        'messaging.message.body.size': 2,
        'messaging.sqs.message.approximate_receive_count': 1,
        'messaging.sqs.process.outcome': 'unsettled',
      });
      world.tracing.reset();
      processMessage(record, () => undefined, { queueUrl: `${QUEUE_URL}-2` });
      assert.equal(world.tracing.span('process orders-2').attributes['aws.sqs.queue.url'], `${QUEUE_URL}-2`);
    });

    it('of a stranger are bounded, and have to make sense', () => {
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      const strange = message({
        MessageAttributes: { 'x-retry-count': text('-3'), 'x-forward-reason': text('r'.repeat(10_000)) },
      });
      processMessage(strange, () => undefined, OPTIONS);
      assert.equal(span().attributes['messaging.sqs.retry.count'], undefined);
      assert.equal(span().attributes['messaging.sqs.forward.reason'], 'r'.repeat(256));
    });
  });

  it("hands the message's baggage to the handler, and the application's own context values", () => {
    const key = createContextKey('tenant');
    const attributes = {
      traceparent: { DataType: 'String', StringValue: TRACEPARENT },
      baggage: { DataType: 'String', StringValue: 'user=alice,plan=pro' },
    };
    const active: [unknown, Baggage | undefined][] = [];
    context.with(context.active().setValue(key, 'acme'), () => {
      processMessage(
        message({ MessageAttributes: attributes }),
        () => active.push([context.active().getValue(key), propagation.getActiveBaggage()]),
        OPTIONS,
      );
    });
    const [[tenant, baggage] = []] = active;
    assert.equal(tenant, 'acme');
    assert.equal(baggage?.getEntry('user')?.value, 'alice');
    assert.equal(baggage?.getEntry('plan')?.value, 'pro');
    assert.equal(propagation.getActiveBaggage(), undefined);
  });

  describe('processHook', () => {
    it('is called once a message, inside of the span, before the handler, with the span and the message', () => {
      const calls: unknown[][] = [];
      world.reset({
        processHook(hooked, received) {
          hooked.setAttribute('app.tenant', 'acme');
          calls.push(['hook', received, trace.getActiveSpan() === hooked]);
        },
      });
      const given = message();
      const nested = () => processMessage(given, () => calls.push(['handler']), OPTIONS);
      processMessage(given, nested, OPTIONS);
      assert.deepEqual(calls, [['hook', given, true], ['handler']]);
      assert.equal(calls[0]?.[1], given);
      assert.equal(span().attributes['app.tenant'], 'acme');
    });

    it('may be given to one call, and goes before the configured one', () => {
      const called: string[] = [];
      world.reset({ processHook: () => void called.push('configured') });
      processMessage(message(), () => undefined, { ...OPTIONS, processHook: () => void called.push('own') });
      assert.deepEqual(called, ['own']);
    });

    it('may throw what quotes the message, which is not told', () => {
      const diagnostics = captureDiagnostics();
      try {
        const processHook = (_: unknown, given: { Body?: unknown }): never =>
          assert.fail(`no tenant in ${String(given.Body)}`);
        processMessage(message({ Body: 'a long secret of somebody' }), () => undefined, { ...OPTIONS, processHook });
      } finally {
        diagnostics.stop();
      }
      assert.match(diagnostics.lines.join(), /no tenant in/);
      assert.doesNotMatch(diagnostics.lines.join(), /secret/);
    });

    it('may throw or reject: the message is processed', async () => {
      const failing = () => {
        throw new Error('hook');
      };
      for (const processHook of [failing, (async () => failing()) as () => never]) {
        assert.equal(
          processMessage(message(), () => 'done', { ...OPTIONS, processHook }),
          'done',
        );
      }
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        world.tracing.spans(PROCESS).map(({ status }) => status.code),
        [0, 0],
      );
    });
  });
});
