// A process of its own: here nobody but this copy of the package, which knows one more service, attaches to a client.
import { GetParameterCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ssm } from '../../examples/contributing/ssm';
import { startServicesWorld } from '../integration/servicesWorld';
import * as services from '../../src/services';
import { startCannedServer } from '../support/cannedServer';

/** What it prints. */
export interface Report {
  readonly value: string | undefined;
  /** The bodies of the requests. */
  readonly sent: readonly unknown[];
  readonly spans: readonly { readonly name: string; readonly attributes: object; readonly rest: unknown }[];
}

async function main(secret: string): Promise<void> {
  const registry: { serviceOf: typeof services.serviceOf } = services;
  const { serviceOf } = registry;
  registry.serviceOf = (id) => (id === ssm.id ? ssm : serviceOf(id));
  const server = await startCannedServer();
  const world = startServicesWorld();
  const client = world.own(new SSMClient(server.clientConfig));

  server.answerWith({ body: { Parameter: { Name: '/shop/db', Value: secret } } });
  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/shop/db', WithDecryption: true }));
  await client.send(new PutParameterCommand({ Name: '/shop/db', Value: secret, Type: 'SecureString' }));
  server.answerWith({ body: { Parameters: [{ Name: 'a', Value: secret }], InvalidParameters: ['b', 'c'] } });
  await client.send(new GetParametersCommand({ Names: ['a', 'b', 'c'] }));

  const sent = server.requests.map(({ text }) => JSON.parse(text) as unknown);
  const spans = world.tracing
    .spans()
    .map(({ name, attributes, events, status }) => ({ name, attributes, rest: [events, status] }));
  console.log(JSON.stringify({ value: Parameter?.Value, sent, spans } satisfies Report));
  await world.stop();
  await server.stop();
}

void main(process.argv[2] ?? '');
