type Header = Buffer | string | (Buffer | string)[] | undefined;
type Headers = Record<string, Header>;

export interface Sent {
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers: Headers;
}

/** Those that are no text are nothing for clients that make text of everything. */
export const RECORDS: Record<string, Sent & { readonly isText: boolean }> = {
  text: { isText: true, key: 'k', value: 'größer', headers: { tenant: 'blue', 'Odd-Case': 'Q' } },
  bytes: {
    isText: false,
    key: Buffer.from([0, 255]),
    value: Buffer.from([0, 255, 16]),
    headers: { b: Buffer.from([255]) },
  },
  'a tombstone': { isText: true, key: 'k', value: null, headers: { tenant: 'blue' } },
  nothing: { isText: true, key: '', value: '', headers: { e: '' } },
  'text with a NUL': { isText: true, key: 'k\0ey', value: 'va\0lue', headers: { n: 'a\0b' } },
  'no key': { isText: true, value: 'x', headers: {} },
  'headers of one name': { isText: false, key: 'k', value: 'x', headers: { m: ['one', 'two', 'three'] } },
  much: { isText: true, key: 'k', value: Buffer.alloc(300_000, 97), headers: {} },
};

/** What the forward itself has written. */
const ADDED = new Set(['x-retry-count', 'x-original-trace-id', 'x-error', 'x-forward-reason', 'AWSTraceHeader']);

/** In bytes, which is what a record has, without what the forward adds. */
export function parts({ key, value, headers = {} }: Partial<Sent>): unknown {
  const bytes = (part: Header | null): unknown =>
    Array.isArray(part) ? part.map(bytes) : part == null ? null : Buffer.from(part).toString('hex');
  const own = Object.entries(headers).filter(([name]) => !ADDED.has(name) && name !== 'traceparent');
  return {
    key: bytes(key),
    value: bytes(value),
    headers: Object.fromEntries(own.map(([n, part]) => [n, bytes(part)])),
  };
}
