import assert from 'node:assert/strict';
import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mock } from 'node:test';
import { type OtlpRequest, deliver } from '../../src/bootstrap/outlet/sendOtlp';

const PATIENCE = { limitMillis: 600_000, attempts: 6, backoffMillis: 1, insists: true };

function requestTo(url: string, grpc = false): OtlpRequest {
  return { url, grpc, headers: {}, body: Buffer.from('body'), gzip: false, tls: {} };
}

describe('an export request with a limit for the connection', () => {
  for (const grpc of [false, true]) {
    it(`is given up where nobody is there${grpc ? ', over gRPC' : ''}`, async () => {
      const lookup = mock.method(dns, 'lookup', () => undefined);
      // A request that waits keeps no process alive.
      const alive = setInterval(() => undefined, 1000);
      try {
        const answer = await deliver(requestTo('http://collector.test/', grpc), { ...PATIENCE, connectMillis: 1 });
        assert.deepEqual(answer, { error: { message: 'timed out', code: 'ETIMEDOUT' }, unreachable: true });
        assert.equal(lookup.mock.callCount(), 1);
      } finally {
        clearInterval(alive);
        lookup.mock.restore();
      }
    });
  }

  it('has all its time where there is a connection', async () => {
    let delay = 0;
    const server = createServer((request, response) => {
      request.resume();
      setTimeout(() => response.end(), delay);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const request = requestTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    try {
      assert.equal((await deliver(request, PATIENCE)).status, 200);
      delay = 50;
      assert.equal((await deliver(request, { ...PATIENCE, connectMillis: 1 })).status, 200);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
