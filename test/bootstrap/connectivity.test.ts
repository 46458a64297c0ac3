import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import dns from 'node:dns';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mock } from 'node:test';
import { promisify } from 'node:util';
import { status as grpcStatus } from '@grpc/grpc-js';
import { checkEndpoint } from '../../src/bootstrap/connectivity/checkEndpoint';
import { type Answer, type Outcome, judge } from '../../src/bootstrap/connectivity/verdict';
import { resolveEndpoint } from '../../src/bootstrap/endpoint';
import { useWorld } from '../support/useWorld';
import { startCollector, startGrpcCollector } from './collector';

describe('the connectivity test', () => {
  // Also where a test hangs, and never comes to its end.
  afterEach(() => mock.restoreAll());
  const http = useWorld(startCollector);
  const grpc = useWorld(startGrpcCollector);

  const check = async (
    url: string,
    protocol: string,
    env: Record<string, string> = {},
    timeoutMillis = 20_000,
  ): Promise<Outcome> => {
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol, ...env };
    const { outcome, problem } = await checkEndpoint(resolveEndpoint(variables, []), { hold: true, timeoutMillis });
    assert.equal(problem === undefined, outcome === 'reachable');
    assert.ok(problem === undefined || problem.fix.length > 10);
    return outcome;
  };

  for (const protocol of ['http/protobuf', 'http/json']) {
    it(`sends a valid, empty request over ${protocol}, with the headers`, async () => {
      assert.equal(await check(http.endpoint, protocol, { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=7' }), 'reachable');
      const [request, ...others] = http.requests;
      assert.deepEqual([request?.path, request?.headers['x-key'], others.length], ['/v1/traces', '7', 0]);
      assert.deepEqual(request?.spans, []);
    });
  }

  for (const [status, outcome] of [
    [202, 'reachable'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [405, 'not_found'],
    [400, 'rejected'],
    [429, 'server_error'],
    [500, 'server_error'],
    [503, 'server_error'],
  ] as const) {
    it(`takes an answer of ${status} for ${outcome}`, async () => {
      http.answer(status);
      assert.equal(await check(http.endpoint, 'http/protobuf'), outcome);
    });
  }

  it('calls the trace service over gRPC, with the headers', async () => {
    assert.equal(await check(grpc.endpoint, 'grpc', { OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=7' }), 'reachable');
    assert.equal(grpc.requests[0]?.headers['x-key'], '7');
    assert.deepEqual(grpc.requests[0]?.spans, []);
    for (const [code, outcome] of [
      [grpcStatus.UNAUTHENTICATED, 'unauthorized'],
      [grpcStatus.PERMISSION_DENIED, 'unauthorized'],
      [grpcStatus.UNIMPLEMENTED, 'not_found'],
      [grpcStatus.UNAVAILABLE, 'server_error'],
      [grpcStatus.INVALID_ARGUMENT, 'rejected'],
    ] as const) {
      grpc.answer(code);
      assert.equal(await check(grpc.endpoint, 'grpc'), outcome);
    }
  });

  /** Somebody who listens and never answers. */
  async function startSilent(): Promise<{ url: string; stop: () => Promise<void> }> {
    const silent = createServer();
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const sockets = new Set<{ destroy(): void }>();
    silent.on('connection', (socket) => void sockets.add(socket));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const stop = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void silent.close(resolve));
    };
    return { url, stop };
  }

  it('tells who does not answer, and how', async () => {
    const { url, stop } = await startSilent();
    // Not every network answers such a question in time.
    const lookup = mock.method(dns, 'lookup', (name: string, _options: unknown, done: (error: Error) => void) => {
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
      process.nextTick(done, error);
    });
    try {
      for (const protocol of ['http/protobuf', 'grpc']) {
        assert.equal(await check(url, protocol, {}, 300), 'timeout');
        assert.equal(await check('http://127.0.0.1:1', protocol), 'refused');
        assert.equal(await check('http://nobody.invalid:4318', protocol), 'unreachable');
        assert.equal(await check('no url', protocol), 'invalid');
      }
      assert.equal(lookup.mock.callCount(), 2);
      assert.equal(await check(http.endpoint, 'grpc'), 'wrong_protocol');
      assert.equal(await check(grpc.endpoint, 'http/protobuf'), 'wrong_protocol');
      assert.equal(await check(http.endpoint.replace('http:', 'https:'), 'http/protobuf'), 'tls');
      assert.equal(await check(grpc.endpoint.replace('http:', 'https:'), 'grpc'), 'tls');
      const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such/file.pem' };
      assert.notEqual(await check(http.endpoint, 'http/protobuf', env), 'reachable');
    } finally {
      lookup.mock.restore();
      await stop();
    }
  });

  for (const protocol of ['http/protobuf', 'grpc']) {
    it(`does not keep a process alive that has nothing else to do (${protocol})`, async () => {
      const { url, stop } = await startSilent();
      const [checkFile, endpointFile] = ['connectivity/checkEndpoint', 'endpoint'].map((name) =>
        JSON.stringify(require.resolve(`../../src/bootstrap/${name}`)),
      );
      const env = JSON.stringify({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
      const script = `
        const endpoint = require(${endpointFile}).resolveEndpoint(${env}, []);
        require(${checkFile}).checkEndpoint(endpoint, { timeoutMillis: 60_000 }).then(console.log);
        process.on('exit', () => console.log('ended'));`;
      try {
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { timeout: 50_000 });
        assert.equal(stdout, 'ended\n');
      } finally {
        await stop();
      }
    });
  }
});

describe('the verdict on an answer', () => {
  // Also where a test hangs, and never comes to its end.
  afterEach(() => mock.restoreAll());
  const verdictOf = (answer: Answer): Outcome =>
    judge(resolveEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, []), answer).outcome;
  const error = (members: object): Answer => ({ error: Object.assign(new Error('failed'), members) });

  for (const [what, answer, outcome] of [
    ['an error in the cause of another', error({ cause: { code: 'ECONNREFUSED' } }), 'refused'],
    ['the first of several addresses', error({ errors: [{ code: 'EHOSTUNREACH' }, { code: 'x' }] }), 'unreachable'],
    ['a time limit, told in words', error({ message: 'Request Timeout' }), 'timeout'],
    ['a deadline of gRPC', error({ message: '4 DEADLINE_EXCEEDED: Deadline exceeded after 10.001s' }), 'timeout'],
    ['a certificate', error({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'tls'],
    ['something else than the protocol', error({ code: 'HPE_INVALID_CONSTANT' }), 'wrong_protocol'],
    ['the permission model', error({ code: 'ERR_ACCESS_DENIED' }), 'forbidden'],
    [
      'a working directory that is gone',
      error({ code: 'ENOENT', message: 'ENOENT: process.cwd failed, uv_cwd' }),
      'no_directory',
    ],
    ['another file that is gone', error({ code: 'ENOENT', message: "ENOENT, open '/app/x.js'" }), 'unreachable'],
    ['a status of gRPC as the code of an error', error({ code: 16 }), 'unauthorized'],
    ['one that nobody knows', error({ code: 99 }), 'unreachable'],
    ['a status of HTTP as the code of an error', error({ code: 404 }), 'not_found'],
    ['something that is no error', { error: 'broken' }, 'unreachable'],
    ['nothing in particular', error({}), 'unreachable'],
  ] as const) {
    it(`sees ${what}`, () => assert.equal(verdictOf(answer), outcome));
  }

  it('names the flag that the permission model misses', () => {
    const endpoint = resolveEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, []);
    const fixOf = (members: object): string | undefined =>
      judge(endpoint, error({ code: 'ERR_ACCESS_DENIED', ...members })).problem?.fix;
    assert.equal(fixOf({ permission: 'WorkerThreads' }), 'start it with --allow-worker');
    assert.equal(fixOf({ permission: 'Net' }), 'start it with --allow-net');
    const message = 'Access to this API has been restricted. Use --allow-child-process to manage permissions.';
    assert.equal(fixOf({ message }), 'start it with --allow-child-process');
    assert.equal(
      judge(endpoint, error({ code: 'ERR_ACCESS_DENIED' })).problem?.text,
      'the permission model of Node.js keeps spans from http://collector:4318/v1/traces',
    );
  });

  it('says what to do where the working directory is gone', () => {
    const endpoint = resolveEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@collector:4318' }, []);
    assert.deepEqual(judge(endpoint, error({ code: 'uv_cwd' })).problem, {
      text:
        'the working directory of the process is gone, and without one no thread starts ' +
        'that sends to http://***@collector:4318/v1/traces',
      fix: 'start it in a directory that stays, and not in that of a release',
    });
  });

  it('says what failed where that was not the network', () => {
    const endpoint = resolveEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, []);
    assert.match(
      judge(endpoint, error({ message: 'no threads' })).problem?.text ?? '',
      /cannot be reached \(no threads\)$/,
    );
    assert.match(judge(endpoint, error({ code: 'ENOTFOUND' })).problem?.text ?? '', /cannot be reached$/);
  });
});
