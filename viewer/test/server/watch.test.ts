import { deepEqual, equal, ok } from 'node:assert/strict';
import { get, type IncomingMessage, request } from 'node:http';
import type { MessageList } from '../../src/model/source';
import { exportOf } from '../model/telling';
import { SHORT } from '../spans';
import { ask, jsonOf, useServer } from './harness';

const HEADERS = { 'Content-Type': 'application/json' };

describe('what the page asks for', () => {
  const server = useServer();
  const post = (nth: number) =>
    ask(`${server().url}/v1/traces`, {
      headers: HEADERS,
      body: JSON.stringify(exportOf('shop', { ...SHORT, id: `t${nth}/a`, name: `work ${nth}`, start: nth })),
    });

  it('is told of news, at most once a second, until it goes', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${server().url}/api/watch`, { agent: false }, resolve).once('error', reject);
    });
    equal(response.headers['content-type'], 'text/event-stream');
    const times: number[] = [];
    let text = '';
    const third = new Promise<void>((resolve) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        times.push(...Array.from(chunk.matchAll(/event: changed\n/g), () => Date.now()));
        if (times.length >= 3) resolve();
      });
    });
    const sending = setInterval(() => void post(Math.floor(Math.random() * 10)), 50);
    await third;
    clearInterval(sending);
    response.destroy();
    ok(text.startsWith(': hello\n\n'));
    // Timers of a busy machine are late, and never early.
    const [, second = 0, last = 0] = times;
    ok(last - second >= 900, `${last - second} ms`);
  });

  it('is told by HEAD what there is, without a stream', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${server().url}/api/watch`, { method: 'HEAD', agent: false }, resolve).once('error', reject).end();
    });
    equal(response.headers['content-type'], 'text/event-stream');
    response.resume();
  });

  it('is a page of a list, and a filter of it', async () => {
    for (const nth of [200, 201, 202]) await post(nth);
    const list = async (query: string): Promise<MessageList> =>
      jsonOf(await ask(`${server().url}/api/messages?${query}`));
    const { rows, total } = await list('offset=1&limit=1&text=WORK%2020');
    deepEqual([total, rows.map(({ destination }) => destination)], [3, ['work 201']]);
    deepEqual((await list('service=nobody')).total, 0);
    deepEqual((await list('text=work%20202&errors=true')).total, 0);
    const [row] = (await list('text=work%20202')).rows;
    const story = jsonOf(await ask(`${server().url}/api/message?id=${encodeURIComponent(row?.id ?? '')}`));
    deepEqual((story['row'] as typeof row)?.id, row?.id);
  });
});
