import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Service, stopServer } from './service';
import { BODY, METADATA, TEN, receivedMessage } from '../samples';

const CREATION_FIELD = 'traceparent';
const TRACE_ID_BYTES = 32;
const MD5 = createHash('md5').update(BODY).digest('hex');

/**
 * A queue that is never empty: each receive gets ten messages of ten producers, each deletion succeeds. A real queue on
 * this machine would take more of it than the worker does.
 */
export async function startQueue(): Promise<Service> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': METADATA.requestId,
      });
      response.end(JSON.stringify(ANSWERS[operation]?.() ?? {}));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => stopServer(server) };
}

const ANSWERS: Readonly<Record<string, () => object>> = {
  ReceiveMessage: () => ({ Messages: TEN.map(nextMessage) }),
  DeleteMessageBatch: () => ({ Successful: TEN.map((index) => ({ Id: String(index) })), Failed: [] }),
};

let created = 0;

/** Each message has a trace of its own. */
function nextMessage(index: number): object {
  created += 1;
  const traceId = created.toString(16).padStart(TRACE_ID_BYTES, 'a');
  const value = `00-${traceId}-b7ad6b7169203331-01`;
  return {
    ...receivedMessage(index),
    MessageId: `6f3b1c2d-0000-4000-8000-${String(created).padStart(12, '0')}`,
    MD5OfBody: MD5,
    MessageAttributes: { [CREATION_FIELD]: { DataType: 'String', StringValue: value } },
  };
}
