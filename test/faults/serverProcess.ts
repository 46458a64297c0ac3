// A process of its own: an emulator of SQS, and a proxy through which not everything comes. Started by serverProcess().
import { startAwsServer } from '../support/awsServer';
import { startFaultProxy } from './faultProxy';
import type { Report } from './startServers';

void (async () => {
  const server = await startAwsServer();
  const [seed = '1', rate = '0'] = process.argv.slice(2);
  const proxy = await startFaultProxy(server.port, { seed: Number(seed), rate: Number(rate) });
  // What was requested is of no interest here, and would pile up.
  const forgetting = setInterval(() => server.clearRequests(), 100);
  const send = (): void => {
    const { endpoint, requests, faults } = proxy;
    process.send?.({ endpoint, upstream: server.endpoint, requests, faults } satisfies Report);
  };
  process.on('message', send);
  process.once('disconnect', () => {
    clearInterval(forgetting);
    void proxy.stop().then(() => server.stop());
  });
  send();
})();
