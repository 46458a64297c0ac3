import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { Trial } from './trial';
import { comparableRequest } from './withoutContext';

/** What the service answers, or the error that its connection ends with. */
export type WireAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | { readonly error: unknown }
  | 'hangs';

/** A call of a program: who is told of its requests, and what they are answered with. */
interface WiredCall {
  readonly trial: Trial;
  readonly lane: string;
  readonly answers: readonly WireAnswer[];
  turn: number;
}

/** Stands in for the network of an SDK client: what arrives is noted in the trial of its call. */
export class Wire {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #calls = new AsyncLocalStorage<WiredCall>();

  /** Makes a call, whose requests are answered in turn. */
  during<T>(trial: Trial, lane: string, answers: readonly WireAnswer[], call: () => T): T {
    return this.#calls.run({ trial, lane: `${lane}: wire`, answers, turn: 0 }, call);
  }

  async handle(request: HttpRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}): Promise<object> {
    const call = this.#calls.getStore();
    if (call === undefined) throw new Error('a request that no program has made');
    call.trial.note(call.lane, JSON.stringify(await comparableRequest(request)));
    const answer = call.answers[call.turn++ % call.answers.length] ?? { status: 200, body: '{}' };
    if (answer === 'hangs') return await untilAborted(abortSignal);
    if ('error' in answer) throw answer.error;
    const { status, headers = {}, body } = answer;
    const fixed = { 'x-amzn-requestid': 'request-1', 'content-type': 'application/json', ...headers };
    return {
      response: new HttpResponse({ statusCode: status, headers: fixed, body: Readable.from([Buffer.from(body)]) }),
    };
  }

  destroy(): void {}
  updateHttpClientConfig(): void {}
  httpHandlerConfigs(): object {
    return {};
  }
}

/** Nobody who can abort it waits for long. */
function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    if (signal === undefined || signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
  });
}
