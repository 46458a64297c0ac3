import assert from 'node:assert/strict';
import { checkEndpoint } from '../../src/bootstrap/connectivity/checkEndpoint';
import { type Answer, explain, judge } from '../../src/bootstrap/connectivity/verdict';
import { type Endpoint, resolveEndpoint } from '../../src/bootstrap/endpoint';

const PORTS = (protocol: string): string =>
  `OTLP over HTTP has port 4318, over gRPC 4317 (OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol})`;
const WHERE = 'http://collector:4318/v1/traces';

const endpointOf = (env: Record<string, string> = {}): Endpoint =>
  resolveEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', ...env }, []);
const GRPC = endpointOf({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });

const withCode = (code: unknown, message = 'it failed'): Error => Object.assign(new Error(message), { code });

describe('what is said of an endpoint', () => {
  const said = (answer: Answer, endpoint = endpointOf()): unknown[] => {
    const { outcome, problem } = judge(endpoint, answer);
    return [outcome, problem?.text, problem?.fix];
  };

  it('is nothing where spans arrive', () => {
    for (const answer of [{}, { status: 200 }, { status: 204 }, { status: 200, grpcStatus: 0 }, { grpcStatus: 0 }]) {
      assert.deepEqual(judge(endpointOf(), answer), { outcome: 'reachable' });
    }
  });

  it('names what keeps a connection from being made', () => {
    assert.deepEqual(said({ error: withCode('ECONNREFUSED') }), [
      'refused',
      `${WHERE} refused the connection`,
      `start the collector, or correct the endpoint; ${PORTS('http/protobuf')}`,
    ]);
    assert.deepEqual(said({ error: withCode('ENOTFOUND') }), [
      'unreachable',
      `${WHERE} cannot be reached`,
      'check the host name, DNS and network policies',
    ]);
    assert.deepEqual(said({ error: new Error('self-signed certificate in the chain') }), [
      'tls',
      `${WHERE} failed the TLS handshake`,
      'use http:// for a plain collector, or set OTEL_EXPORTER_OTLP_CERTIFICATE to its certificate authority',
    ]);
    assert.equal(said({ error: new Error('self signed certificate') })[0], 'tls');
    assert.deepEqual(said({ error: new Error('deadline exceeded') }), [
      'timeout',
      `${WHERE} did not answer in time`,
      `check firewalls and proxies; ${PORTS('http/protobuf')}`,
    ]);
  });

  it('names the other protocol where somebody speaks it', () => {
    assert.deepEqual(said({ error: new Error('Parse Error: Expected HTTP/') }), [
      'wrong_protocol',
      `${WHERE} does not speak HTTP`,
      `set OTEL_EXPORTER_OTLP_PROTOCOL=grpc, or correct the port; ${PORTS('http/protobuf')}`,
    ]);
    assert.deepEqual(said({ error: new Error('Protocol error: no status') }, GRPC), [
      'wrong_protocol',
      'http://collector:4318/ does not speak gRPC',
      `set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or correct the port; ${PORTS('grpc')}`,
    ]);
  });

  it('names the status with which it refused, and what to look at', () => {
    const secured = endpointOf({ OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic abc,tenant=7' });
    assert.deepEqual(said({ status: 401 }), [
      'unauthorized',
      `${WHERE} refused the credentials (401)`,
      'set OTEL_EXPORTER_OTLP_HEADERS, as OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic <key>"',
    ]);
    assert.deepEqual(said({ status: 403, grpcStatus: 0 }, secured), [
      'unauthorized',
      `${WHERE} refused the credentials (403)`,
      'correct the value in OTEL_EXPORTER_OTLP_HEADERS (it has Authorization, tenant)',
    ]);
    assert.deepEqual(said({ error: withCode(16) }, GRPC).slice(0, 2), [
      'unauthorized',
      'http://collector:4318/ refused the credentials (16)',
    ]);
    assert.deepEqual(said({ grpcStatus: 12 }, GRPC), [
      'not_found',
      'http://collector:4318/ does not take traces (12)',
      `point OTEL_EXPORTER_OTLP_ENDPOINT to an OTLP receiver; ${PORTS('grpc')}`,
    ]);
    assert.deepEqual(said({ status: 503 }), [
      'server_error',
      `${WHERE} has a problem of its own (503)`,
      "look into the collector's log",
    ]);
    assert.equal(said({ status: 300 })[0], 'rejected');
    assert.deepEqual(said({ status: 400 }), [
      'rejected',
      `${WHERE} rejected the request (400)`,
      'check its path and OTEL_EXPORTER_OTLP_HEADERS',
    ]);
  });

  it('tells of a path that is missing, or too much', () => {
    const whole = endpointOf({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318' });
    assert.deepEqual(said({ status: 404 }, whole), [
      'not_found',
      'http://collector:4318/ does not take traces (404)',
      'write the whole address, as http://collector:4318/v1/traces: /v1/traces is added to OTEL_EXPORTER_OTLP_ENDPOINT alone',
    ]);
    assert.match(String(said({ status: 404 })[2]), /^set OTEL_EXPORTER_OTLP_ENDPOINT without a path/);
  });

  it('looks for the reason of an error in its cause, and in the error of each address', () => {
    const refused = withCode('ECONNREFUSED');
    assert.equal(said({ error: new Error('fetch failed', { cause: refused }) })[0], 'refused');
    assert.equal(said({ error: new AggregateError([refused]) })[0], 'refused');
    for (const cause of [null, 'text', undefined, 7]) {
      const [outcome, told] = said({ error: new Error('no thread starts', { cause }) });
      assert.deepEqual([outcome, told], ['unreachable', `${WHERE} cannot be reached (no thread starts)`]);
    }
    for (const error of ['no thread', null]) {
      assert.deepEqual(said({ error }).slice(0, 2), ['unreachable', `${WHERE} cannot be reached (${String(error)})`]);
    }
  });

  it('is what is wrong with its text where that is no URL, whoever asks', async () => {
    const odd = endpointOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' });
    const expected = ['invalid', "'collector' is no URL", 'write it with its scheme, as http://collector:4318'];
    assert.deepEqual(said({ status: 200 }, odd), expected);
    const { outcome } = await checkEndpoint(odd);
    assert.equal(outcome, 'invalid');
  });

  it('is one line for those who print it, and the error itself where nothing is wrong', () => {
    const lines = explain(endpointOf(), withCode('ECONNREFUSED'));
    assert.match(lines, /^http:\/\/collector:4318\/v1\/traces refused the connection/);
    assert.doesNotMatch(lines, /\n/);
    assert.equal(explain(endpointOf(), withCode(200, 'taken by some')), 'taken by some');
  });
});
