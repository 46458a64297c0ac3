import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientConfig, testClientConfig } from '../support/awsServer';

/** One request as it came over the wire, to the byte. */
export interface StubRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server that any AWS client is content with, and whose answers never change: what differs is the client's doing. */
export interface StubServer {
  readonly endpoint: string;
  readonly clientConfig: ClientConfig;
  readonly requests: readonly StubRequest[];
  /** The messages that ReceiveMessage answers with. */
  messages: unknown[];
  /** The status that every request is answered with. */
  status: number;
  clear(): void;
  /** Forgets the requests, and answers as at the start. */
  reset(): void;
  stop(): Promise<void>;
}

const JSON_BODY = /json/;
const FORM = /x-www-form-urlencoded/;

export async function startStubServer(): Promise<StubServer> {
  const requests: StubRequest[] = [];
  const stub = { messages: [] as unknown[], status: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body });
      answer(requests.at(-1) as StubRequest, response, stub);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const clientConfig = testClientConfig((server.address() as AddressInfo).port);
  return Object.assign(stub, {
    endpoint: clientConfig.endpoint,
    clientConfig,
    requests,
    clear: () => void requests.splice(0),
    reset() {
      requests.splice(0);
      Object.assign(stub, { messages: [], status: 200 });
    },
    stop: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  });
}

interface Answers {
  readonly messages: unknown[];
  readonly status: number;
}

function answer(request: StubRequest, response: ServerResponse, { messages, status }: Answers): void {
  const type = request.headers['content-type'] ?? '';
  const operation =
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '';
  const headers = { 'x-amzn-requestid': 'request-1', date: 'Thu, 01 Jan 2026 00:00:00 GMT' };
  if (FORM.test(type)) {
    const action = new URLSearchParams(request.body).get('Action') ?? '';
    const xml = `<${action}Response><${action}Result></${action}Result></${action}Response>`;
    response.writeHead(status, { ...headers, 'content-type': 'text/xml' }).end(xml);
    return;
  }
  if (!JSON_BODY.test(type) && !request.url.startsWith('/2015-03-31')) {
    response.writeHead(status, { ...headers, 'content-type': 'application/xml' }).end();
    return;
  }
  const answered = status === 200 ? jsonAnswer(operation, request.body, messages) : undefined;
  const body = answered ?? { __type: 'Rejected', message: 'The request was rejected.' };
  response
    .writeHead(answered === undefined && status === 200 ? 400 : status, {
      ...headers,
      'content-type': 'application/json',
    })
    .end(JSON.stringify(body));
}

/** Undefined is a rejection. SQS clients compare the digest of what they sent. */
function jsonAnswer(operation: string, body: string, messages: unknown[]): unknown {
  if (operation === 'ReceiveMessage') return { Messages: messages };
  const sent = parsed(body);
  if (sent === undefined) return undefined;
  if (operation === 'SendMessage') return { MessageId: 'message-1', MD5OfMessageBody: md5(sent.MessageBody) };
  if (operation === 'SendMessageBatch') {
    const entries = Array.isArray(sent.Entries) ? (sent.Entries as Sent[]).filter((entry) => entry != null) : [];
    return {
      Successful: entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: `message-${String(Id)}`,
        MD5OfMessageBody: md5(MessageBody),
      })),
    };
  }
  return {};
}

interface Sent {
  readonly Id?: unknown;
  readonly MessageBody?: unknown;
  readonly Entries?: unknown;
}

/** What an odd input is serialized to may be no JSON at all. */
function parsed(body: string): Sent | undefined {
  try {
    return JSON.parse(body === '' ? '{}' : body) as Sent;
  } catch {
    return undefined;
  }
}

function md5(text: unknown): string {
  return createHash('md5')
    .update(typeof text === 'string' ? text : '')
    .digest('hex');
}
