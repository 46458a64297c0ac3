import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { AwsServer } from '../support/awsServer';

/** SQS as clients before 3.447 speak to it: AWS Query, forms in and XML out. */
export interface QueryServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

type Json = Record<string, unknown>;

/**
 * Translates the Query protocol for an emulator that speaks JSON only. What it knows is what the compatibility matrix
 * calls; anything else is an error.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
 */
export async function startQueryServer(upstream: AwsServer): Promise<QueryServer> {
  const server = createServer((request, response) => {
    answer(upstream, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections(); // clients keep theirs alive
      }),
  };
}

async function answer(upstream: AwsServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await readText(request));
  const action = form.get('Action') ?? '';
  const translate = OPERATIONS[action];
  if (translate === undefined) throw new Error(`No translation of ${action}`);
  const answered = await fetch(upstream.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      authorization: request.headers.authorization ?? '',
    },
    body: JSON.stringify(translate.request(nested(form))),
  });
  const json = (await answered.json()) as Json;
  if (!answered.ok) throw new Error(`${action}: ${JSON.stringify(json)}`);
  const metadata = xml({ ResponseMetadata: { RequestId: randomUUID() } });
  const result = `<${action}Result>${xml(translate.response(json))}</${action}Result>`;
  const body = `<?xml version="1.0"?><${action}Response>${result}${metadata}</${action}Response>`;
  response.writeHead(200, { 'content-type': 'text/xml' }).end(body);
}

interface Translation {
  readonly request: (form: Json) => Json;
  readonly response: (json: Json) => Json;
}

const identity = (json: Json): Json => json;

const OPERATIONS: Readonly<Record<string, Translation>> = {
  SendMessage: { request: sentMessage, response: identity },
  SendMessageBatch: {
    request: ({ QueueUrl, SendMessageBatchRequestEntry: entries }) => ({
      QueueUrl,
      Entries: listOf(entries).map((entry) => sentMessage(entry as Json)),
    }),
    response: ({ Successful, Failed }) => ({ SendMessageBatchResultEntry: Successful, BatchResultErrorEntry: Failed }),
  },
  ReceiveMessage: {
    request: ({ QueueUrl, MaxNumberOfMessages, MessageAttributeName, AttributeName }) => ({
      QueueUrl,
      MaxNumberOfMessages: Number(MaxNumberOfMessages ?? 1),
      MessageAttributeNames: listOf(MessageAttributeName),
      MessageSystemAttributeNames: listOf(AttributeName),
    }),
    response: ({ Messages }) => ({ Message: listOf(Messages).map((message) => receivedMessage(message as Json)) }),
  },
  DeleteMessage: { request: identity, response: identity },
};

function sentMessage({ MessageAttribute, MessageSystemAttribute, ...rest }: Json): Json {
  return {
    ...rest,
    MessageAttributes: namedValues(MessageAttribute),
    MessageSystemAttributes: namedValues(MessageSystemAttribute),
  };
}

function receivedMessage({ MessageAttributes, Attributes, ...rest }: Json): Json {
  return { ...rest, MessageAttribute: entriesOf(MessageAttributes), Attribute: entriesOf(Attributes) };
}

function namedValues(list: unknown): Json {
  return Object.fromEntries(listOf(list).map((entry) => [(entry as Json)['Name'], (entry as Json)['Value']]));
}

function entriesOf(map: unknown): Json[] {
  return Object.entries((map ?? {}) as Json).map(([Name, Value]) => ({ Name, Value }));
}

/** `{ '1': a, '2': b }` -> `[a, b]` */
function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : Object.values((value ?? {}) as Json);
}

/** `A.1.B=x` -> `{ A: { 1: { B: 'x' } } }` */
function nested(form: URLSearchParams): Json {
  const root: Json = {};
  for (const [path, value] of form) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let at = root;
    for (const name of names) at = (at[name] ??= {}) as Json;
    at[last] = value;
  }
  return root;
}

/** A list is its element, repeated. */
function xml(value: unknown, name = ''): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((each) => xml(each, name)).join('');
  const inner = typeof value === 'object' && value !== null ? members(value) : escaped(value as string | number);
  return name === '' ? inner : `<${name}>${inner}</${name}>`;
}

function members(value: object): string {
  return Object.entries(value)
    .map(([key, member]) => xml(member, key))
    .join('');
}

function escaped(value: string | number): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
