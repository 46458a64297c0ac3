import assert from 'node:assert/strict';
import { OtlpExporter, type OtlpTarget, errorOf } from '../../src/bootstrap/outlet/otlpExporter';
import { withSettledResource } from '../../src/bootstrap/outlet/resource';
import { type OtlpAnswer, isSuccess } from '../../src/bootstrap/outlet/sendOtlp';
import type { ExportResult } from '../../src/bootstrap/sdk';
import { useEmptyLoop } from '../process/lambda/invocationWorld';
import { useWorld } from '../support/useWorld';
import { startHttpServer } from './replyingServer';
import { watchTimers } from './watchTimers';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('an exporter over OTLP that sends by itself', () => {
  const server = useWorld(startHttpServer);
  const loop = useEmptyLoop();

  function make(target: Partial<OtlpTarget> = {}, serialize = (items: readonly string[]) => Buffer.from(items.join())) {
    // There is no time for a second attempt.
    return new OtlpExporter<string>(
      { url: server.url, grpc: false, headers: {}, gzip: false, tls: {}, ...target },
      700,
      serialize,
    );
  }
  const send = (exporter: OtlpExporter<string>, ...items: string[]): Promise<ExportResult> =>
    new Promise((resolve) => exporter.export(items, resolve));

  it('says that items have arrived, or what is wrong, with the status as the code', async () => {
    const exporter = make();
    assert.deepEqual(await send(exporter, 'first', 'second'), { code: 0 });
    assert.equal(server.received[0]?.body.toString(), 'first,second');
    const failure = async (): Promise<unknown[]> => {
      const { code, error } = await send(exporter, 'lost');
      return [code, error?.message, (error as { code?: unknown } | undefined)?.code];
    };
    for (const status of [404, 503]) {
      server.replies.push((response) => void response.writeHead(status).end());
      assert.deepEqual(await failure(), [1, `the answer is ${status}`, status]);
    }
    server.replies.push((response) => void response.destroy());
    assert.deepEqual(await failure(), [1, 'socket hang up', 'ECONNRESET']);
  });

  it('fails without a request where items have no bytes, or it is shut down', async () => {
    const unable = new OtlpExporter<string>(
      { url: '', grpc: false, headers: {}, gzip: false, tls: {} },
      1,
      () => undefined,
    );
    assert.deepEqual(await send(unable, 'odd'), { code: 1, error: new Error('not serializable') });
    assert.equal(unable.request(['odd']), undefined);
    const exporter = make();
    await exporter.shutdown();
    assert.deepEqual(await send(exporter, 'late'), { code: 1, error: new Error('shut down') });
    assert.equal(server.received.length, 0);
  });

  for (const end of ['forceFlush', 'shutdown'] as const) {
    it(`waits at ${end} for what is under way`, async () => {
      const exporter = make();
      const events: string[] = [];
      const arrived = new Promise<() => void>((resolve) =>
        server.replies.push((response) => resolve(() => response.end())),
      );
      exporter.export(['slow'], ({ code }) => void events.push(`result ${code}`));
      const ended = exporter[end]().then(() => events.push('end'));
      const answer = await arrived;
      assert.deepEqual(events, []);
      answer();
      await ended;
      assert.deepEqual(events, ['result 0', 'end']);
      // Nothing is under way any more.
      await exporter[end]();
    });
  }

  it('waits two seconds for a connection in Lambda, where it would hold back the end of an invocation', async () => {
    const timers = watchTimers();
    try {
      await send(make(), 'elsewhere');
      assert.ok(!timers.lengths.includes(2000), String(timers.lengths));
      loop.set(() => undefined);
      await send(make(), 'in Lambda');
      assert.ok(timers.lengths.includes(2000), String(timers.lengths));
    } finally {
      timers.stop();
    }
  });

  it('makes one body of several, in JSON and in protobuf', () => {
    const bodies = ['{"resourceSpans":[1],"other":[2]}', '{"resourceSpans":[3,4]}'].map((body) => Buffer.from(body));
    const merged = (exporter: OtlpExporter<string>): string => Buffer.from(exporter.merge(bodies)).toString();
    assert.equal(merged(make({ headers: JSON_TYPE })), '{"resourceSpans":[1,3,4],"other":[2]}');
    assert.equal(merged(make({ headers: { 'content-type': 'application/x-protobuf' } })), bodies.join(''));
  });

  it('has the same destination as another one that sends to the same place in the same way', () => {
    assert.equal(make().destination, make().destination);
    assert.notEqual(make().destination, make({ headers: JSON_TYPE }).destination);
  });

  it('does not wait for what a resource has not found out yet', () => {
    const attributes = { 'service.name': 'shop' };
    const pending = { asyncAttributesPending: true, attributes };
    const [first, second] = [1, 2].map((id) => withSettledResource({ id, resource: pending }));
    assert.deepEqual([first?.id, second?.id, first?.resource.asyncAttributesPending], [1, 2, false]);
    assert.equal(first?.resource.attributes, attributes);
    // They are grouped by it.
    assert.equal(first.resource, second?.resource);
    assert.ok(Object.keys(first).includes('resource'));
    assert.equal(pending.asyncAttributesPending, true);
    for (const item of [{ id: 3 }, { resource: {} }, { resource: { asyncAttributesPending: false } }]) {
      assert.equal(withSettledResource(item), item);
    }
  });
});

describe('an answer to an export request', () => {
  for (const [answer, wrong] of [
    [{ status: 200 }, undefined],
    [{ status: 299 }, undefined],
    [{ status: 200, grpcStatus: 0 }, undefined],
    [{}, ['the answer is undefined', undefined]],
    [{ status: 199 }, ['the answer is 199', 199]],
    [{ status: 300 }, ['the answer is 300', 300]],
    [{ status: 200, grpcStatus: 3 }, ['the answer is 3', 3]],
    [{ grpcStatus: 14 }, ['the answer is 14', 14]],
    [{ status: 503, grpcStatus: 14 }, ['the answer is 503', 503]],
    [{ error: { message: 'no route', code: 'EHOSTUNREACH' } }, ['no route', 'EHOSTUNREACH']],
    [{ error: { message: 'no status' } }, ['no status', undefined]],
  ] as const satisfies (readonly [OtlpAnswer, readonly unknown[] | undefined])[]) {
    it(`${wrong === undefined ? 'is a success' : 'is none'} with ${JSON.stringify(answer)}`, () => {
      assert.equal(isSuccess(answer), wrong === undefined);
      const error = errorOf(answer);
      assert.deepEqual(error && [error.message, (error as { code?: unknown }).code], wrong);
    });
  }
});
