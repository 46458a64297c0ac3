import assert from 'node:assert/strict';
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { extractMessageContext } from '../../src';
import { startCannedServer } from '../support/cannedServer';
import { startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const MIB = 1_048_576;

/** A KPL aggregate: magic bytes, a protocol buffer, a checksum. */
const AGGREGATE = Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), Buffer.from('{"a":1}'), Buffer.alloc(16)]);

describe('kinesisDataInjection', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(() => startServicesWorld({ kinesisDataInjection: true }));
  let client: KinesisClient;

  before(() => {
    // Left to itself this client speaks HTTP/2.
    client = world.own(new KinesisClient({ ...server.clientConfig, requestHandler: new NodeHttpHandler() }));
  });

  const sent = (data: unknown) => Buffer.from(String(data), 'base64');
  /** What a record becomes on the wire. */
  async function put(data: unknown, PartitionKey = 'p'): Promise<Buffer> {
    const input = Object.freeze({ StreamName: 'clicks', Data: data as Uint8Array, PartitionKey });
    await client.send(new PutRecordCommand(input));
    return sent(server.body()['Data']);
  }
  const spanOf = (name: string) => world.tracing.span(name);
  const traceparent = (name: string) => {
    const { traceId, spanId } = spanOf(name).spanContext();
    return `00-${traceId}-${spanId}-01`;
  };

  for (const [what, make] of [
    ['bytes', (json: string) => new TextEncoder().encode(json)],
    ['a part of a buffer', (json: string) => Buffer.from(`xx${json}xx`).subarray(2, -2)],
    ['text', (json: string) => json],
  ] as const) {
    it(`goes into JSON that is ${what}, and leaves the rest of it as it was`, async () => {
      const data = await put(make(' {"id":12345678901234567890, "n":1.0, "ä":"€"}\n'));
      const member = `"_trace":{"traceparent":"${traceparent('Kinesis.PutRecord')}"}`;
      assert.equal(data.toString(), ` {${member},"id":12345678901234567890, "n":1.0, "ä":"€"}\n`);
      assert.equal(spanOf('Kinesis.PutRecord').kind, SpanKind.PRODUCER);
    });
  }

  it('an empty object gets one, too, and a consumer reads it', async () => {
    const Data = await put(Buffer.from('{}'));
    assert.deepEqual(JSON.parse(Data.toString()), { _trace: { traceparent: traceparent('Kinesis.PutRecord') } });
    const { spanId } = spanOf('Kinesis.PutRecord').spanContext();
    const records = [{ Data }, { data: Data.toString('base64') }, { kinesis: { data: Data.toString('base64') } }];
    for (const record of records) {
      assert.equal(trace.getSpanContext(extractMessageContext(record, ROOT_CONTEXT))?.spanId, spanId);
    }
  });

  it('blanks before the object keep no consumer from it', async () => {
    for (const blanks of [' ', '\n', '\r\n', '\t\t', ' '.repeat(2)]) {
      server.reset();
      world.tracing.reset();
      const Data = await put(Buffer.from(`${blanks}{"a":1}`));
      const { spanId } = spanOf('Kinesis.PutRecord').spanContext();
      for (const record of [{ Data }, { kinesis: { data: Data.toString('base64') } }]) {
        assert.equal(trace.getSpanContext(extractMessageContext(record, ROOT_CONTEXT))?.spanId, spanId);
      }
    }
  });

  it('several records of one call share its context, and each that is no JSON object stays', async () => {
    const given = ['{"a":1}', '[1]', 'plain', '', '{"broken":', '{"a":1}\n{"b":2}', '{"_trace":{}}', 'null'];
    const datas = [...given.map((text) => Buffer.from(text)), AGGREGATE, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])];
    const Records = datas.map((Data) => Object.freeze({ Data, PartitionKey: 'p' }));
    await client.send(new PutRecordsCommand(Object.freeze({ StreamName: 'clicks', Records })));
    const body = server.body<{ Records: { Data: string }[] }>();
    const [first, ...others] = body.Records.map(({ Data }) => sent(Data));
    assert.equal(String(first), `{"_trace":{"traceparent":"${traceparent('Kinesis.PutRecords')}"},"a":1}`);
    assert.deepEqual(others, datas.slice(1));
    assert.equal(spanOf('Kinesis.PutRecords').kind, SpanKind.PRODUCER);
  });

  const json = (bytes: number) => Buffer.from(`{"x":"${'x'.repeat(bytes - 8)}"}`);

  it('a record that fits the limit of a stream still does, and of a larger one the limit is not known', async () => {
    const added = (await put(json(100))).length - 100;
    for (const [size, grows] of [
      [MIB - 1 - added, added],
      [MIB - added, 0],
      [MIB - 1, 0],
      [MIB + 1000, 0],
      [5_000_000, 0],
    ] as const) {
      server.reset();
      assert.equal((await put(json(size))).length, size + grows, `${size}`);
    }
    world.instrumentation.setConfig({ kinesisDataInjection: true, maxMessageSize: 2 * MIB });
    for (const [size, grows] of [
      [MIB - 1 - added, added],
      // A stream may have kept its limit, whatever is configured.
      [MIB - 1, 0],
      [MIB + 1000, added],
      [2 * MIB - 1 - added, added],
      [2 * MIB - 1, 0],
    ] as const) {
      server.reset();
      assert.equal((await put(json(size))).length, size + grows, `${size}`);
    }
  });

  it('a request that fits the limit of requests still does', async () => {
    for (const [limit, last] of [
      [5 * MIB, 5],
      [10 * MIB, 10],
    ] as const) {
      server.reset();
      const size = MIB - 200;
      const filled = Array.from({ length: last }, () => ({ Data: json(size), PartitionKey: 'p' }));
      const rest = limit - last * (size + 1) - 1 - 150;
      const Records = [...filled, { Data: json(rest), PartitionKey: 'p' }];
      await client.send(new PutRecordsCommand({ StreamName: 'clicks', Records }));
      const records = server.body<{ Records: { Data: string }[] }>().Records.map(({ Data }) => sent(Data).length);
      const total = records.reduce((sum, bytes) => sum + bytes + 1, 0);
      assert.ok(total <= limit && total > limit - 150, `${total} of ${limit}`);
    }
  });

  it('is asked for each stream, and is off by default', async () => {
    const asked: unknown[] = [];
    const propagateMessageContext = (destination: string) => asked.push(destination) === 0;
    for (const config of [
      {},
      { kinesisDataInjection: false },
      { kinesisDataInjection: true, propagateMessageContext: false },
      { kinesisDataInjection: true, propagateMessageContext },
    ]) {
      world.instrumentation.setConfig(config);
      server.reset();
      assert.equal(String(await put(Buffer.from('{"a":1}'))), '{"a":1}');
    }
    assert.deepEqual(asked, ['clicks']);
    const kinds = world.tracing.spans('Kinesis.PutRecord').map(({ kind }) => kind);
    assert.deepEqual(kinds, [SpanKind.CLIENT, SpanKind.CLIENT, SpanKind.CLIENT, SpanKind.PRODUCER]);
  });
});
