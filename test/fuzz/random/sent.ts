import { isContextField } from '../../differential/withoutContext';

const CARRIERS = new Set(['headers', 'MessageAttributes', 'MessageSystemAttributes']);

/** What is sent to a broker. Of its headers, those that carry the context are left out, and the order does not matter. */
export function withoutHeaders(sent: unknown): unknown {
  try {
    return JSON.parse(
      JSON.stringify(sent, (key, value: unknown) => (CARRIERS.has(key) ? withoutContextNames(value) : value)) ?? 'null',
    );
  } catch {
    return 'cannot be shown';
  }
}

function withoutContextNames(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return headers;
  const left = Object.entries(headers)
    .filter(([name]) => !isContextField(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return left.length === 0 ? undefined : left;
}
