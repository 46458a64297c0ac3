import { once } from 'node:events';
import { type IncomingMessage, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand } from '@aws-sdk/client-sns';
import { traced } from '../../src';
import type { Cloud } from './cloud';

export interface Order {
  readonly id: string;
  readonly article: string;
}

/** The application's HTTP side: it takes orders, and stands in for the service that gets notices. */
export async function startApi({ events, sns, topic }: Cloud) {
  const placeOrder = traced(
    async (order: Order): Promise<void> => {
      const Detail = JSON.stringify(order);
      const entry = { Source: 'shop', DetailType: 'order placed', Detail };
      await events.send(new PutEventsCommand({ Entries: [entry] }));
      await sns.send(new PublishCommand({ TopicArn: topic, Message: Detail }));
    },
    { name: 'place order' },
  );
  const server = createServer((incoming, response) => {
    const done = incoming.url === '/orders' ? json(incoming).then((order) => placeOrder(order as Order)) : undefined;
    Promise.resolve(done).then(
      () => response.writeHead(202).end(),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}

/** Posts something, and gives the status of the answer. */
export async function post(url: string, body: unknown): Promise<number | undefined> {
  const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
  outgoing.end(JSON.stringify(body));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}
