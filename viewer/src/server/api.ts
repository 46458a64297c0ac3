import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Filter, Outcome, TraceSource } from '../model/source';
import { answerJson, openStream, Refusal } from './answer';

const OUTCOMES: ReadonlySet<string> = new Set<Outcome>([
  'sent',
  'received',
  'processing',
  'processed',
  'failed',
  'forwarded',
  'dead',
  'trace',
]);
const PAGE = 100;
const MAX_TEXT = 1000;
const MAX_WATCHERS = 50;
/** A connection that is silent for longer is closed by some. */
const HEARTBEAT = 20_000;

/** Answers what the page asks, as {@link TraceSource} does. */
export class Api {
  readonly #source: TraceSource;
  #watchers = 0;

  constructor(source: TraceSource) {
    this.#source = source;
  }

  /** @throws {Refusal} what is no question */
  async answer({ pathname, searchParams }: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (pathname) {
      case '/api/messages': {
        const page = { offset: countOf(searchParams, 'offset') ?? 0, limit: countOf(searchParams, 'limit') ?? PAGE };
        answerJson(response, 200, await this.#source.messages(filterOf(searchParams), page));
        return;
      }
      case '/api/message': {
        const story = await this.#source.message(searchParams.get('id') ?? '');
        if (story === undefined) throw new Refusal(404, 'this message is not kept');
        answerJson(response, 200, story);
        return;
      }
      case '/api/map':
        answerJson(response, 200, await this.#source.map(filterOf(searchParams)));
        return;
      case '/api/plots':
        answerJson(response, 200, await this.#source.plots(filterOf(searchParams)));
        return;
      case '/api/watch':
        this.#watch(request, response);
        return;
      default:
        throw new Refusal(404, 'nothing is here');
    }
  }

  /** @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
  #watch(request: IncomingMessage, response: ServerResponse): void {
    if (this.#watchers >= MAX_WATCHERS) throw new Refusal(429, 'too many pages', { 'Retry-After': '10' });
    openStream(response, 'text/event-stream');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    this.#watchers += 1;
    response.write(': hello\n\n');
    // A page that does not read does not fill memory.
    const tell = (text: string): void => void (response.writableNeedDrain || response.write(text));
    const end = this.#source.watch(() => tell('event: changed\ndata:\n\n'));
    const heartbeat = setInterval(() => tell(':\n\n'), HEARTBEAT);
    request.once('close', () => {
      this.#watchers -= 1;
      clearInterval(heartbeat);
      end();
    });
  }
}

function filterOf(parameters: URLSearchParams): Filter {
  const outcome = textOf(parameters, 'outcome');
  if (outcome !== undefined && !OUTCOMES.has(outcome)) throw new Refusal(400, 'outcome: no such outcome');
  return {
    errors: ['true', '1'].includes(parameters.get('errors') ?? '') || undefined,
    service: textOf(parameters, 'service'),
    destination: textOf(parameters, 'destination'),
    outcome: outcome as Outcome | undefined,
    slowerThan: numberOf(parameters, 'slowerThan'),
    text: textOf(parameters, 'text'),
    from: numberOf(parameters, 'from'),
    to: numberOf(parameters, 'to'),
  };
}

function textOf(parameters: URLSearchParams, name: string): string | undefined {
  const text = parameters.get(name) ?? '';
  if (text.length > MAX_TEXT) throw new Refusal(400, `${name}: too long`);
  return text === '' ? undefined : text;
}

function numberOf(parameters: URLSearchParams, name: string): number | undefined {
  const text = textOf(parameters, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new Refusal(400, `${name}: no number`);
  return number;
}

function countOf(parameters: URLSearchParams, name: string): number | undefined {
  const number = numberOf(parameters, name);
  if (number !== undefined && (!Number.isSafeInteger(number) || number < 0))
    throw new Refusal(400, `${name}: no count`);
  return number;
}
