import assert from 'node:assert/strict';
import { type Endpoint, type Signal, resolveEndpoint } from '../../src/bootstrap/endpoint';
import { millis } from '../../src/bootstrap/env';
import type { Problem } from '../../src/bootstrap/problem';

describe('where a signal goes over OTLP', () => {
  function resolved(env: Record<string, string>, signal: Signal = 'traces'): { to: Endpoint; problems: Problem[] } {
    const problems: Problem[] = [];
    return { to: resolveEndpoint(env, problems, signal), problems };
  }

  it('follows from the variables of the signal, and from those of all where it has none', () => {
    const ofAll = {
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: 'client.pem',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: 'client.key',
    };
    const ofLogs = {
      OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE: 'logs-ca.pem',
      OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: 'logs.pem',
      OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY: 'logs.key',
    };
    const facts = ({ compression, certificates }: Endpoint): unknown[] => [compression, ...Object.values(certificates)];
    assert.deepEqual(facts(resolved({}).to), ['none', undefined, undefined, undefined]);
    assert.deepEqual(facts(resolved(ofAll).to), ['gzip', 'ca.pem', 'client.pem', 'client.key']);
    const both = { ...ofAll, ...ofLogs };
    assert.deepEqual(facts(resolved(both, 'logs').to), ['none', 'logs-ca.pem', 'logs.pem', 'logs.key']);
    assert.deepEqual(facts(resolved(both, 'traces').to), ['gzip', 'ca.pem', 'client.pem', 'client.key']);
  });

  it('is this machine where nothing is set, and a path is added to what is set for all signals', () => {
    const hrefOf = (env: Record<string, string>, signal: Signal = 'traces'): string | undefined =>
      resolved(env, signal).to.url?.href;
    assert.equal(hrefOf({}), 'http://localhost:4318/v1/traces');
    assert.equal(hrefOf({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }), 'http://localhost:4317/');
    const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/a/b/' };
    assert.equal(hrefOf(base, 'logs'), 'http://collector:4318/a/b/v1/logs');
    const own = { ...base, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://collector:4318/a/b/' };
    assert.equal(hrefOf(own, 'logs'), 'http://collector:4318/a/b/');
  });

  it('is secure or not by what a host and port without a scheme are said to be', () => {
    const bare = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' };
    const schemeOf = (env: Record<string, string>, signal: Signal = 'traces'): string | undefined =>
      resolved({ ...bare, ...env }, signal).to.url?.protocol;
    assert.equal(schemeOf({}), 'https:');
    assert.equal(schemeOf({ OTEL_EXPORTER_OTLP_INSECURE: 'true' }), 'http:');
    assert.equal(schemeOf({ OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'true' }), 'http:');
    assert.equal(schemeOf({ OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'true' }, 'logs'), 'https:');
  });

  it('is told by the name of the variable that is no URL', () => {
    for (const [variable, given] of [
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector'],
      ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'file:///collector'],
    ] as const) {
      const { to, problems } = resolved({ [variable]: given });
      assert.equal(to.url, undefined);
      assert.equal(to.protocol, 'http/protobuf');
      assert.deepEqual(problems, [
        { text: `${variable} is no URL: '${given}'`, fix: 'write it with its scheme, as http://collector:4318' },
      ]);
    }
  });

  it('has the protocol that is set, and tells of one that does not exist', () => {
    const { to, problems } = resolved({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http' });
    assert.deepEqual([to.protocol, to.guessed], ['http/protobuf', false]);
    assert.deepEqual(problems, [
      {
        text: "OTEL_EXPORTER_OTLP_PROTOCOL is 'http', http/protobuf is used",
        fix: 'set it to one of grpc, http/json, http/protobuf',
      },
    ]);
    assert.deepEqual(
      [resolved({}).to.protocol, resolved({}).to.guessed, resolved({}).problems],
      ['http/protobuf', false, []],
    );
    const guessed = resolved({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317/' }).to;
    assert.deepEqual([guessed.protocol, guessed.guessed], ['grpc', true]);
  });

  it('has its headers without the blanks around them', () => {
    const { to, problems } = resolved({ OTEL_EXPORTER_OTLP_HEADERS: 'tenant = 7 , Authorization= Basic%20abc== ' });
    assert.deepEqual([to.headers, problems], [{ tenant: '7', Authorization: 'Basic abc==' }, []]);
    const odd = resolved({ OTEL_EXPORTER_OTLP_HEADERS: 'tenant=7,=x,y,Authorization: Basic=abc' });
    assert.deepEqual(odd.to.headers, { tenant: '7' });
    const nameless = { text: 'a part without a name', fix: 'write name=value,name=value' };
    const forbidden = {
      text: 'a header that HTTP does not allow, which is left out',
      fix: `${nameless.fix}, with a name of letters, digits and dashes`,
    };
    const found = odd.problems.map(({ text, fix }) => ({
      text: text.replace(/^OTEL_EXPORTER_OTLP_HEADERS has /, ''),
      fix,
    }));
    assert.deepEqual(found, [nameless, nameless, forbidden]);
  });
});

describe('a duration', () => {
  it('is one of people or of OpenTelemetry, with blanks around it or between', () => {
    const durations = ['10000', '500ms', '10s', '1.25s', ' 2 m ', '10S'].map(millis);
    assert.deepEqual(durations, [10_000, 500, 10_000, 1250, 120_000, 10_000]);
  });

  it('is none where it is something else', () => {
    for (const text of ['', '-', '10h', '1.', 'abc', '10 000', '-5s']) assert.equal(millis(text), undefined, text);
  });
});
