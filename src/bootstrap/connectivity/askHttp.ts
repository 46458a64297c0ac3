import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Answer } from './verdict';
import { clearTimeout, setTimeout } from '../../timers';

/** An empty export request, and the way to send it. */
export interface Question {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: boolean;
  /** Certificates for TLS, in PEM format. */
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  readonly timeoutMillis: number;
  /** Whether the process has to wait for the answer. */
  readonly hold: boolean;
}

/** Posts an export request without spans: an empty body in protobuf, `{}` in JSON. */
export function askHttp({ url, headers, json, tls, timeoutMillis, hold }: Question): Promise<Answer> {
  const body = json ? '{}' : '';
  return new Promise((resolve) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: false,
      ...tls,
      headers: {
        ...headers,
        'content-type': json ? 'application/json' : 'application/x-protobuf',
        'content-length': body.length,
      },
    });
    const timer = setTimeout(() => request.destroy(new Error('timed out')), timeoutMillis);
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    if (!hold) {
      timer.unref();
      request.once('socket', (socket) => void socket.unref());
    }
    request.once('response', (response) => {
      response.resume();
      request.destroy();
      finish({ status: response.statusCode });
    });
    request.on('error', (error) => finish({ error }));
    request.end(body);
  });
}
