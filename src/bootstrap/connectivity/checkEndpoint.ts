import { readFile } from 'node:fs/promises';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '../../telemetry/suppression';
import type { Endpoint } from '../endpoint';
import { askGrpc } from './askGrpc';
import { askHttp } from './askHttp';
import { type Answer, type Verdict, judge } from './verdict';

const TIME_LIMIT = 3000;

/**
 * Sends an empty export request and judges the answer. It always resolves within the time limit. Its sockets do not
 * keep the process alive unless `hold` is set.
 */
export async function checkEndpoint(
  endpoint: Endpoint,
  { hold = false, timeoutMillis = Math.min(endpoint.timeoutMillis, TIME_LIMIT) } = {},
): Promise<Verdict> {
  const { url, headers, protocol } = endpoint;
  if (url === undefined) return judge(endpoint, {});
  const ask = protocol === 'grpc' ? askGrpc : askHttp;
  let answer: Answer;
  try {
    const question = {
      url,
      headers,
      hold,
      timeoutMillis,
      json: protocol === 'http/json',
      tls: await certificates(endpoint),
    };
    answer = await context.with(suppressTracing(context.active()), () => ask(question));
  } catch (error) {
    answer = { error };
  }
  return judge(endpoint, answer);
}

async function certificates({ certificates: files }: Endpoint): Promise<Record<string, Buffer>> {
  const contents: Record<string, Buffer> = {};
  for (const [name, file] of Object.entries(files)) if (file !== undefined) contents[name] = await readFile(file);
  return contents;
}
