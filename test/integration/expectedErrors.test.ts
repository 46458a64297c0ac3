import assert from 'node:assert/strict';
import { NoSuchKey, S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
import { SpanStatusCode } from '@opentelemetry/api';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { captureDiagnostics } from '../support/diagnostics';
import { type Metering, startMetering } from '../support/metering';
import { type ServicesWorld, startServicesWorld } from './servicesWorld';

describe('expectedErrors', () => {
  let server: CannedServer;
  let world: ServicesWorld;
  let metering: Metering;
  let client: S3Client;

  before(async () => {
    server = await startCannedServer();
    world = startServicesWorld();
    client = world.own(new S3Client({ ...server.clientConfig, forcePathStyle: true, maxAttempts: 1 }));
  });
  after(async () => {
    await world.stop();
    await server.stop();
  });
  beforeEach(() => {
    world.reset();
    metering = startMetering();
    const body = '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';
    server.answerWith({ status: 404, headers: { 'content-type': 'application/xml' }, body });
  });
  afterEach(() => metering.stop());

  const get = () => assert.rejects(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })), NoSuchKey);
  const told = async () => {
    const { attributes, status, events } = world.tracing.span('S3.GetObject');
    const [point] = await metering.points('rpc.client.call.duration');
    return [attributes['error.type'], status.code, events.length, point?.attributes['error.type']];
  };

  it('leaves the status unset, no event, and no error in metrics; the span says its type', async () => {
    const asked: unknown[][] = [];
    world.instrumentation.setConfig({
      expectedErrors: (...args) => {
        asked.push(args);
        return args[2] instanceof NoSuchKey;
      },
    });
    await get();
    assert.deepEqual(await told(), ['NoSuchKey', SpanStatusCode.UNSET, 0, undefined]);
    assert.deepEqual(
      asked.map(([service, operation]) => [service, operation]),
      [['S3', 'GetObject']],
    );
  });

  it('that says no, is asynchronous or throws expects nothing', async () => {
    const diagnostics = captureDiagnostics();
    const predicates = [
      () => false,
      async () => true,
      () => {
        throw new Error('no');
      },
    ];
    try {
      for (const expectedErrors of predicates) {
        world.tracing.reset();
        world.instrumentation.setConfig({ expectedErrors: expectedErrors as () => boolean });
        await get();
        const [type, status, events] = await told();
        assert.deepEqual([type, status, events], ['NoSuchKey', SpanStatusCode.ERROR, 1]);
      }
      assert.equal(diagnostics.lines.length, 1);
      assert.match(diagnostics.lines[0] ?? '', /expectedErrors threw Error: no\n/);
    } finally {
      diagnostics.stop();
    }
  });

  it('counts an abort as before, if it says nothing of it', async () => {
    await assert.rejects(
      client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }), { abortSignal: AbortSignal.abort() }),
      { name: 'AbortError' },
    );
    assert.deepEqual(await told(), ['AbortError', SpanStatusCode.UNSET, 0, 'AbortError']);
  });
});
