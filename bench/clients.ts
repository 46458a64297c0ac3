import { Readable } from 'node:stream';
import type * as Smithy from '@smithy/core/client';
import type { Layer } from './job';
import { load } from './load';
import { METADATA } from './samples';
import type { Row, Service } from './rows';

/** The part of a client and of a command that is used here. */
export interface Client {
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
  send(command: object): Promise<unknown>;
}
type CommandClass = new (input: object) => object;

/** A client for the commands of a row. */
export interface Target {
  readonly client: Client;
  readonly Command: CommandClass;
}

const MODULES: Readonly<Record<Service, string>> = {
  SQS: '@aws-sdk/client-sqs',
  S3: '@aws-sdk/client-s3',
  DynamoDB: '@aws-sdk/client-dynamodb',
  Lambda: '@aws-sdk/client-lambda',
};

const REGION = 'eu-west-1';

export function connect(row: Row, layer: Layer, endpoint?: string): Target {
  return layer === 'stub' ? stub(row) : whole(row, endpoint);
}

/** The SDK's own client, command and middleware stack, with no middleware of a service and a handler that just answers. */
function stub(row: Row): Target {
  const { Client: BaseClient, Command } = load('@smithy/core/client') as typeof Smithy;
  class StubClient extends BaseClient<never, never, never, never> {}
  const client = new StubClient({
    serviceId: row.service,
    region: () => Promise.resolve(REGION),
    requestHandler: { handle: () => Promise.resolve({ output: row.output(), response: {} }) },
  } as never);
  const builder = Command.classBuilder<never, never, never, never, never>();
  const built: unknown = builder.n(`${row.service}Client`, `${row.operation}Command`).build();
  return { client, Command: built as CommandClass };
}

/** The SDK with all that it does, but the network. */
function whole(row: Row, endpoint: string | undefined): Target {
  const sdk = load(MODULES[row.service]) as Record<string, CommandClass>;
  const ClientClass = sdk[`${row.service}Client`];
  const Command = sdk[`${row.operation}Command`];
  if (ClientClass === undefined || Command === undefined) throw new Error(`the SDK has no ${row.operation}`);
  const output = { ...row.output(), $metadata: undefined };
  const body = Buffer.from(row.body?.() ?? JSON.stringify(output));
  const { HttpResponse } = load('@smithy/core/protocols') as {
    HttpResponse: new (response: object) => object;
  };
  const headers = { 'x-amzn-requestid': METADATA.requestId, 'content-length': String(body.byteLength) };
  const answer = (): object => ({
    response: new HttpResponse({ statusCode: 200, headers: { ...headers }, body: Readable.from([body]) }),
  });
  const client: unknown = new ClientClass({
    region: REGION,
    endpoint,
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    md5: false,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { handle: () => Promise.resolve(answer()) },
  });
  return { client: client as Client, Command };
}
