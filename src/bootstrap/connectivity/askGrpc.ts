import { connect } from 'node:http2';
import type { Question } from './askHttp';
import type { Answer } from './verdict';
import { clearTimeout, setTimeout } from '../../timers';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** An empty message: not compressed, length 0. */
const EMPTY_MESSAGE = Buffer.alloc(5);

/** Calls the trace service with an empty request. Only HTTP/2 is needed for it, no gRPC package. */
export function askGrpc({ url, headers, tls, timeoutMillis, hold }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const session = connect(url.origin, tls);
    const timer = setTimeout(() => finish({ error: new Error('timed out') }), timeoutMillis);
    let status: number | undefined;
    let grpcStatus: number | undefined;
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
      session.destroy();
    };
    if (!hold) {
      timer.unref();
      session.unref();
    }
    // Its stream has told of it before.
    session.on('error', () => undefined);
    const stream = session.request({
      ...lowerCased(headers),
      ':method': 'POST',
      ':path': EXPORT,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const read = (fields: Readonly<Record<string, unknown>>): void => {
      if (fields['grpc-status'] !== undefined) grpcStatus = Number(fields['grpc-status']);
    };
    stream.on('response', (fields) => {
      status = fields[':status'];
      read(fields);
    });
    stream.on('trailers', read);
    stream.on('error', (error) => finish({ error }));
    stream.on('close', () => {
      // A server that knows only HTTP/1 closes the connection, and one of HTTP/2 that is none of gRPC has no such status.
      const answered = grpcStatus !== undefined || Number(status) >= 300;
      finish(answered ? { status, grpcStatus } : { error: new Error('Protocol error: no status') });
    });
    stream.resume();
    stream.end(EMPTY_MESSAGE);
  });
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
