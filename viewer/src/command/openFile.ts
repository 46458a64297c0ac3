import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

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
  const input = createReadStream(file);
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  // A missing file is an event of the stream, which the lines do not pass on.
  await Promise.race([failed, new Promise((resolve) => input.once('open', resolve))]);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const value = parse(line);
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
