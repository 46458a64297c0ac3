import { beginningOf } from '../values';

/** Characters of foreign text that are read for one that is shown. */
const MAX_READ = 4096;
/** A user and a password in front of a host. */
const USER_INFO = /:\/\/[^\s/?#]*@/g;
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi;

/**
 * A URL, or what somebody took for one, as it may be shown: nothing of a user, a password, or of the values of a query.
 * It reads text and not a parsed URL: the one with a mistake in it is the one that is printed. Everything before the
 * last `@` counts as credentials, for a password may have a slash in it.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ `url.full`
 */
export function withoutCredentials(url: string): string {
  const query = url.search(/[?#]/);
  const place = query === -1 ? url : url.slice(0, query);
  const at = Math.max(place.lastIndexOf('@'), credentialsBehindQuery(url, query));
  const scheme = /^(?:[a-z][a-z0-9+.-]*:)?\/{1,2}/i.exec(url)?.[0] ?? '';
  if (at !== -1) return `${scheme}***@${withoutCredentials(url.slice(at + 1))}`;
  return withoutValues(place) + (query === -1 ? '' : withoutQuery(url.slice(query)));
}

/** A host as it is called outside of a URL, where an address of IPv6 has no brackets. */
export function addressOf(hostname: string): string {
  return hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
}

/** A text that may have URLs in it, as an error message has. */
function withoutUrlCredentials(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(URL_IN_TEXT, withoutCredentials);
}

/** Foreign text as it may be shown: without credentials in URLs, and of bounded length. */
export function shownText(text: string, length: number): string {
  // First the credentials: what is cut might not be known for one any more.
  return beginningOf(withoutUrlCredentials(beginningOf(text, MAX_READ)), length);
}

/**
 * A name or a key as it may be shown: it is what somebody looks for, so that one which is a URL loses credentials and
 * nothing else.
 */
export function shownName(name: string, length: number): string {
  const read = beginningOf(name, MAX_READ);
  return beginningOf(read.includes('://') ? read.replace(USER_INFO, '://***@') : read, length);
}

/** A password with `?` or `#` in it: an `@` that stands in front of any slash and of any value ends credentials. */
function credentialsBehindQuery(url: string, query: number): number {
  if (query === -1 || !/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*$/i.test(url.slice(0, query))) return -1;
  const end = url.slice(query).search(/[/=&]/);
  return url.lastIndexOf('@', end === -1 ? url.length : query + end);
}

/** Matrix parameters of a path: `/orders;token=1`. */
function withoutValues(place: string): string {
  return place.replace(/=[^;,/]+/g, '=***');
}

/** A part without `=` is a value, too. */
function withoutQuery(query: string): string {
  return query.replace(/[^?#&;]+/g, (part) => {
    const end = part.indexOf('=');
    return end === -1 ? '***' : `${part.slice(0, end)}=***`;
  });
}
