import assert from 'node:assert/strict';
import { ROOT_CONTEXT, TraceFlags, context, trace } from '@opentelemetry/api';
import { injectMessageContext } from '../../../src';
import { CREATION, TRACEPARENT, startConsumerWorld } from '../consumerWorld';
import { useWorld } from '../../support/useWorld';

const BYTES = Buffer.from(TRACEPARENT);

describe('injectMessageContext puts the context where it is looked for:', () => {
  useWorld(startConsumerWorld);
  const inject = <T extends object>(carrier: T): T =>
    injectMessageContext(carrier, trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: TraceFlags.SAMPLED }));

  it('a Map, a list of headers, and a message that has one of these', () => {
    const map = inject(new Map<string, unknown>([['tenant', 'blue']]));
    assert.deepEqual(
      [...map],
      [
        ['tenant', 'blue'],
        ['traceparent', TRACEPARENT],
      ],
    );
    const inBytes = inject(new Map([[Buffer.from('traceparent'), Buffer.from('stale')]]));
    assert.deepEqual([...inBytes], [[Buffer.from('traceparent'), BYTES]]);
    const list = inject([{ tenant: Buffer.from('blue') }, { traceparent: Buffer.from('stale') }]);
    assert.deepEqual(list, [{ tenant: Buffer.from('blue') }, { traceparent: TRACEPARENT }]);
    const message = { topic: 'orders', value: 'v', headers: new Map([['tenant', 'blue']]) };
    assert.deepEqual([...inject(message).headers.keys()], ['tenant', 'traceparent']);
    assert.equal(message.headers.size, 1, 'what is given stays as it is');
  });

  it('a record in bytes that tells its topic, whose producer takes bytes alone', () => {
    const record = { topic: 'orders', value: Buffer.from('v') };
    const headers = new Map([[Buffer.from('traceparent'), BYTES]]);
    assert.deepEqual(inject(record), { ...record, headers });
    const tombstone = { topic: 'orders', key: Buffer.from('k'), value: undefined, headers: {} };
    assert.deepEqual(inject(tombstone), { ...tombstone, headers });
    assert.deepEqual(inject({ ...record, headers: { tenant: 'blue' } }).headers, {
      tenant: 'blue',
      traceparent: TRACEPARENT,
    });
  });

  it('options of AMQP without headers', () => {
    const headers = { traceparent: TRACEPARENT };
    for (const options of [
      { expiration: '1000' },
      { priority: 1, type: 'order', timestamp: 7 },
      { headers: undefined },
      { routingKey: 'orders', durable: true },
    ]) {
      assert.deepEqual(inject(options), { ...options, headers });
    }
    const { headers: ofNothing } = inject<{ headers?: object }>({});
    assert.deepEqual(ofNothing, headers);
  });

  it('a record of Nest, whose class it stays', () => {
    class RmqRecord {
      constructor(
        readonly data: unknown,
        readonly options?: { headers?: object; priority?: number },
      ) {}
    }
    const record = inject(new RmqRecord({ order: 7 }, { priority: 3 }));
    assert.ok(record instanceof RmqRecord);
    assert.deepEqual(record.options, { priority: 3, headers: { traceparent: TRACEPARENT } });
    assert.deepEqual(inject(new RmqRecord('x')).options, { headers: { traceparent: TRACEPARENT } });
  });

  it('jobs of BullMQ, and their options', () => {
    const telemetry = { metadata: JSON.stringify({ traceparent: TRACEPARENT }) };
    assert.deepEqual(inject({ attempts: 3 }), { attempts: 3, telemetry });
    const job = { name: 'pack', data: { order: 7 }, opts: { delay: 5 } };
    assert.deepEqual(inject(job), { ...job, opts: { delay: 5, telemetry } });
  });

  it('no job of BullMQ, and no options, with what is the metadata of another kind of telemetry', () => {
    for (const metadata of ['own', '[1]', '7', { own: 1 }]) {
      const opts = { attempts: 3, telemetry: { metadata } };
      assert.equal(inject(opts), opts);
      const job = { name: 'pack', data: 1, opts };
      assert.equal(inject(job), job);
    }
    const telemetry = { metadata: JSON.stringify({ own: 1, traceparent: 'stale' }), omitContext: false };
    const { metadata, ...others } = inject({ attempts: 3, telemetry }).telemetry;
    assert.deepEqual(JSON.parse(metadata), { own: 1, traceparent: TRACEPARENT });
    assert.deepEqual(others, { omitContext: false });
  });

  it('messages of AMQP 1.0, and lists of messages', () => {
    const properties = { application_properties: { traceparent: TRACEPARENT } };
    assert.deepEqual(inject({ to: 'orders', body: 'b' }), { to: 'orders', body: 'b', ...properties });
    assert.deepEqual(inject([{ value: 'a' }, { value: 'b' }]), [
      { value: 'a', headers: { traceparent: TRACEPARENT } },
      { value: 'b', headers: { traceparent: TRACEPARENT } },
    ]);
  });

  it("what is nobody's comes back, the same object", () => {
    context.with(trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: TraceFlags.SAMPLED }), () => {
      for (const given of [{ nested: { deeply: {} } }, [1, 2], [], new Date(), new Set(['a'])]) {
        assert.equal(injectMessageContext(given), given);
      }
    });
  });
});
