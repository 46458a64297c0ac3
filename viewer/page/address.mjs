/** @typedef {import('../src/model/source').Filter} Filter */
/** @typedef {{ view: 'messages' | 'map', filter: Filter }} Overview */
/** @typedef {{ view: 'message', id: string, span: string | undefined }} Opened */

const OUTCOMES = ['sent', 'received', 'processing', 'processed', 'failed', 'forwarded', 'dead', 'trace'];

/**
 * What the part after `#` asks for. What it cannot be is left out: an address is typed by hand, too.
 *
 * @param {string} hash
 * @returns {Overview | Opened}
 */
export function readAddress(hash) {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [view, id, span] = path.split('/').map(decode);
  if (view === 'message' && id) return { view, id, span: span || undefined };
  return { view: view === 'map' ? 'map' : 'messages', filter: readFilter(new URLSearchParams(query)) };
}

/** @param {Overview | Opened} address */
export function writeAddress(address) {
  if (address.view === 'message') {
    const span = address.span === undefined ? '' : `/${encode(address.span)}`;
    return `#/message/${encode(address.id)}${span}`;
  }
  const query = writeFilter(address.filter).toString();
  return `#/${address.view}${query === '' ? '' : `?${query}`}`;
}

/** The fields of a filter by their names: in the address, and in what the server is asked. @param {Filter} filter */
export function writeFilter(filter) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== false && value !== '') query.set(name, String(value));
  }
  return query;
}

/** @param {URLSearchParams} query @returns {Filter} */
function readFilter(query) {
  const outcome = query.get('outcome') ?? '';
  return {
    errors: query.get('errors') === 'true' || undefined,
    service: textOf(query.get('service')),
    destination: textOf(query.get('destination')),
    outcome: OUTCOMES.includes(outcome) ? /** @type {Filter['outcome']} */ (outcome) : undefined,
    slowerThan: positive(query.get('slowerThan')),
    text: textOf(query.get('text')),
    from: positive(query.get('from')),
    to: positive(query.get('to')),
  };
}

/** A viewer refuses longer ones. @param {string | null} said */
function textOf(said) {
  return said !== null && said.length > 0 && said.length <= 1000 ? said : undefined;
}

/** @param {string | null} text */
function positive(text) {
  const value = Number(text);
  return text !== null && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Half a character of UTF-16 has no place in an address. @param {string} text */
function encode(text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
