import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { Refusal } from './answer';

/** Who may ask. */
export interface Guard {
  /** @throws {Refusal} whoever asks under a foreign name: that is enough for what is the same for everybody */
  checkHost(request: IncomingMessage): void;
  /** @throws {Refusal} also pages of other sites */
  check(request: IncomingMessage): void;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** How a container calls the machine that it runs on. */
const CONTAINER_NAMES = ['host.docker.internal', 'host.containers.internal', 'gateway.docker.internal'];
const OWN_SITES = new Set(['same-origin', 'none']);

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Keeps pages of other sites out, which a browser on this machine may have open: their scripts can send requests to
 * 127.0.0.1, and with a name of their own that resolves to it they could read the answers.
 * @see https://en.wikipedia.org/wiki/DNS_rebinding
 */
export function createGuard(host: string): Guard {
  const names = new Set([...LOOPBACK_NAMES, host.toLowerCase()]);
  const open = !isLoopback(host);
  if (open) for (const name of [...CONTAINER_NAMES, hostname().toLowerCase()]) names.add(name);
  const isOurs = (name: string): boolean => names.has(name) || (open && isLocal(name));
  const checkHost = ({ headers: { host: said = '' } }: IncomingMessage): void => {
    if (!isOurs(nameOf(said)))
      throw new Refusal(403, `not served under the name ${JSON.stringify(said.slice(0, 100))}`);
  };
  return {
    checkHost,
    check(request) {
      checkHost(request);
      const site = request.headers['sec-fetch-site'];
      if (typeof site === 'string' && !OWN_SITES.has(site)) throw new Refusal(403, 'not for other sites');
      const { origin, host: said } = request.headers;
      // Not every browser sends `Sec-Fetch-Site`.
      if (origin !== undefined && origin !== `http://${said}`) throw new Refusal(403, 'not for other origins');
    },
  };
}

/** An address, or a name without a dot, as containers call each other: no page from elsewhere is under such a name. */
function isLocal(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || /^[\w-]+$/.test(name);
}

function nameOf(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}
