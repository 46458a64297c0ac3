import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** What was found in a file. */
export interface Opened {
  readonly requests: number;
  /** Lines that are no JSON: the last one of a file that is still written, for example. */
  readonly unreadable: number;
}

/**
 * Reads OTLP JSON from a file: a request on each line, a list of requests, or one request.
 *
 * @throws if the file cannot be read, or has none of it
 */
export async function openFile(file: string, take: (request: unknown) => void): Promise<Opened> {
  let requests = 0;
  let unreadable = 0;
  const takeAll = (value: unknown): void => {
    for (const request of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (!isOtlp(request)) continue;
      requests += 1;
      take(request);
    }
  };
  for await (const line of linesOf(createReadStream(file, 'utf8'))) {
    if (line.replace(PARTS_OF_LIST, '').trim() === '') continue;
    const value = parse(line) ?? parse(line.replace(PARTS_OF_LIST, ''));
    if (value === undefined) unreadable += 1;
    else takeAll(value);
  }
  // One value over many lines.
  if (requests === 0 && unreadable > 0) {
    unreadable = 0;
    takeAll(parse(await readFile(file, 'utf8')));
  }
  if (requests === 0) throw new Error(`${file} has no OTLP JSON in it`);
  return { requests, unreadable };
}

/**
 * Not `node:readline`: from Node.js 24 on, a line ends for it at U+2028, too, which may stand in a text of JSON.
 * @see https://github.com/nodejs/node/pull/57591
 */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let pieces: string[] = [];
  for await (const chunk of input) {
    const [first = '', ...others] = chunk.split(LINE_END);
    pieces.push(first);
    for (const next of others) {
      yield pieces.join('');
      pieces = [next];
    }
  }
  yield pieces.join('');
}

const LINE_END = /[\r\n]+/;

/** Of a list with a request on each line: what stands around the requests. */
const PARTS_OF_LIST = /^\s*[[,]|[\],]\s*$/g;

/** Windows writes one in front of a file. */
const BYTE_ORDER_MARK = /^\uFEFF/;

function isOtlp(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('resourceSpans' in value || 'resourceMetrics' in value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(BYTE_ORDER_MARK, '')) as unknown;
  } catch {
    return undefined;
  }
}
