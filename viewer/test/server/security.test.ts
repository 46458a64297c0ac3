import { deepEqual, equal, ok } from 'node:assert/strict';
import { connect } from 'node:net';
import { startViewer } from '../../src';
import { createGuard, isLoopback } from '../../src/server/guard';
import { otlp, span } from '../spans';
import { ask, type Question, useServer } from './harness';

const TELEMETRY: Question = {
  body: JSON.stringify(otlp(span({ id: 't/a', name: '</script><script>alert(1)</script>', start: 0, end: 1 }))),
  headers: { 'Content-Type': 'application/json' },
};

describe('the server', () => {
  const server = useServer();
  const port = (): string => new URL(server().url).port;

  it('listens to this machine only', () => {
    equal(new URL(server().url).hostname, '127.0.0.1');
  });

  it('listens to this machine only, also where a variable that names the host is empty', async () => {
    const other = await startViewer({ port: 0, host: '' });
    equal(new URL(other.url).hostname, '127.0.0.1');
    const headers = { Host: 'box.lan' };
    equal((await ask(other.url, { headers })).status, 403);
    await other.close();
  });

  it('answers under the names of this machine, and under no other', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
      equal((await ask(server().url, { headers: { Host: `${name}:${port()}` } })).status, 200, name);
    }
    for (const name of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1']) {
      for (const path of ['/', '/api/messages', '/api/watch']) {
        equal((await ask(`${server().url}${path}`, { headers: { Host: name } })).status, 403, `${name} ${path}`);
      }
      const answer = await ask(`${server().url}/v1/traces`, {
        ...TELEMETRY,
        headers: { ...TELEMETRY.headers, Host: name },
      });
      equal(answer.status, 403, name);
    }
    equal(server().model.kept().spans, 0);
  });

  it('has nothing for the scripts of other pages, and takes nothing from them', async () => {
    for (const headers of [
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://localhost:1' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ] as Record<string, string>[]) {
      const said = JSON.stringify(headers);
      const read = await ask(`${server().url}/api/messages`, { headers });
      deepEqual([read.status, read.headers['access-control-allow-origin']], [403, undefined], said);
      const sent = await ask(`${server().url}/v1/traces`, {
        ...TELEMETRY,
        headers: { ...TELEMETRY.headers, ...headers },
      });
      equal(sent.status, 403, said);
      const preflight = await ask(`${server().url}/v1/traces`, {
        method: 'OPTIONS',
        headers: { ...headers, 'Access-Control-Request-Method': 'POST' },
      });
      deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [403, undefined], said);
    }
    equal(server().model.kept().spans, 0);
  });

  it('answers its own page, and a link from elsewhere to it', async () => {
    const own = { Origin: server().url, 'Sec-Fetch-Site': 'same-origin' };
    equal((await ask(`${server().url}/api/messages`, { headers: own })).status, 200);
    equal(
      (await ask(server().url, { headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' } })).status,
      200,
    );
  });

  it('runs no script but its own, and is in no frame', async () => {
    const { headers, body } = await ask(server().url);
    const policy = String(headers['content-security-policy']);
    ok(policy.startsWith("default-src 'none'; script-src 'sha256-"), policy);
    ok(policy.includes("connect-src 'self'") && policy.includes("frame-ancestors 'none'"), policy);
    ok(!/unsafe|\*|data: *;? *script/.test(policy), policy);
    ok(body.toString().includes('http-equiv="Content-Security-Policy"'));
    for (const path of ['/', '/api/messages', '/v1/traces', '/nothing']) {
      const answer = await ask(`${server().url}${path}`);
      deepEqual(
        [answer.headers['x-content-type-options'], answer.headers['cache-control'], answer.headers['x-frame-options']],
        ['nosniff', 'no-store', 'DENY'],
        path,
      );
    }
  });

  it('says what spans say as JSON, and never as markup', async () => {
    equal((await ask(`${server().url}/v1/traces`, TELEMETRY)).status, 200);
    const answer = await ask(`${server().url}/api/messages`);
    equal(answer.headers['content-type'], 'application/json');
    ok(answer.body.includes('alert(1)'));
    const page = await ask(server().url);
    ok(!page.body.includes('alert(1)'));
  });

  it('refuses questions that are none', async () => {
    for (const [path, status] of [
      ['/api/messages?limit=-1', 400],
      ['/api/messages?offset=x', 400],
      ['/api/messages?outcome=gone', 400],
      ['/api/map?slowerThan=NaN', 400],
      [`/api/messages?text=${'x'.repeat(2000)}`, 400],
      ['/api/message', 404],
      ['/api/message?id=__proto__', 404],
      ['/api/nothing', 404],
      ['/../../etc/passwd', 404],
      ['/%2e%2e/', 200],
      ['//evil.example/api/messages', 200],
    ] as const) {
      equal((await ask(`${server().url}${path}`)).status, status, path);
    }
  });

  it('outlives what is no HTTP, and an address that is none', async () => {
    for (const said of [
      'hello\r\n\r\n',
      'GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ]) {
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port()), '127.0.0.1', () => socket.write(said));
        socket.setEncoding('utf8').once('data', (text: Buffer | string) => {
          socket.destroy();
          resolve(String(text));
        });
        socket.once('error', reject);
      });
      ok(answer.startsWith('HTTP/1.1 400'), answer);
    }
    equal((await ask(server().url)).status, 200);
  });
});

describe('the guard of a server that others can reach', () => {
  it('answers under addresses, the name it was given, and those of containers', () => {
    const names = (host: string): string[] =>
      ['10.0.0.1', '[fe80::1]', 'box.lan', 'host.docker.internal', 'localhost', 'viewer', 'evil.example'].filter(
        (name) => {
          try {
            createGuard(host).check({ headers: { host: `${name}:4318` } } as Parameters<
              ReturnType<typeof createGuard>['check']
            >[0]);
            return true;
          } catch {
            return false;
          }
        },
      );
    deepEqual(names('127.0.0.1'), ['localhost']);
    deepEqual(names('box.lan'), ['10.0.0.1', '[fe80::1]', 'box.lan', 'host.docker.internal', 'localhost', 'viewer']);
    deepEqual(names('Box.LAN'), names('box.lan'));
    deepEqual(names('0.0.0.0'), ['10.0.0.1', '[fe80::1]', 'host.docker.internal', 'localhost', 'viewer']);
  });

  it('knows the addresses of this machine', () => {
    deepEqual(
      ['127.0.0.1', '127.1.2.3', '::1', 'localhost', '0.0.0.0', '::', '10.0.0.1', '127.evil.example'].map(isLoopback),
      [true, true, true, true, false, false, false, false],
    );
  });
});
