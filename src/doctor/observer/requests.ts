import { subscribe } from 'node:diagnostics_channel';
import { CLIENTS } from '../../middleware/clientsChannel';
import { isObject, text } from '../../values';
import { globals } from './registry';

/** Published by Node.js for each request. @see https://nodejs.org/api/diagnostics_channel.html#http */
// oxlint-disable-next-line house/no-attribute-names -- a channel of Node.js
const REQUESTS = 'http.client.request.start';

/** How version 3 of the AWS SDK for JavaScript introduces itself. */
const USER_AGENT = /\baws-sdk-js\/[3-9]/;

const POLICY = /FilterPolicy/;
const MAX_POLICY = 262_144;

/** Listens to the requests of the AWS SDK, in all contexts of the process. */
export class Requests {
  count = 0;
  /** Whether a client has the middleware of this package. */
  installed = false;
  /** A field of the propagator that a filter policy names. */
  filtered: string | undefined;

  constructor() {
    subscribe(CLIENTS, () => {
      this.installed = true;
    });
    subscribe(REQUESTS, (message) => {
      try {
        this.#look(message);
      } catch {
        // What cannot be read is no request of the SDK.
      }
    });
  }

  #look(message: unknown): void {
    const request = isObject(message) ? message['request'] : undefined;
    if (!isObject(request) || typeof request['getHeader'] !== 'function') return;
    const agent: unknown = Reflect.apply(request['getHeader'] as (name: string) => unknown, request, ['user-agent']);
    if (!USER_AGENT.test(String(agent))) return;
    this.count += 1;
    this.filtered ??= fieldInPolicy(request['outputData']);
  }
}

/**
 * A subscription that the application makes. The request has not got its socket yet, so that Node.js still keeps what is
 * to be sent; where it does not, the policy is not seen.
 */
function fieldInPolicy(pending: unknown): string | undefined {
  if (!Array.isArray(pending)) return undefined;
  const parts = (pending as unknown[]).map((part) => (isObject(part) ? part['data'] : undefined));
  const size = parts.reduce<number>((sum, part) => sum + lengthOf(part), 0);
  if (size > MAX_POLICY) return undefined;
  const body = parts.map((part) => text(part) ?? (part instanceof Uint8Array ? Buffer.from(part).toString() : ''));
  const sent = decode(body.join(''));
  if (!POLICY.test(sent)) return undefined;
  return fields().find((field) => new RegExp(String.raw`\\?"${field}\\?"\s*:`).test(sent));
}

function lengthOf(part: unknown): number {
  return typeof part === 'string' || part instanceof Uint8Array ? part.length : 0;
}

/** SNS takes forms. */
function decode(body: string): string {
  try {
    return decodeURIComponent(body.replaceAll('+', ' '));
  } catch {
    return body;
  }
}

function fields(): string[] {
  const { propagation } = globals();
  if (!isObject(propagation) || typeof propagation['fields'] !== 'function') return [];
  const names: unknown = (propagation['fields'] as () => unknown)();
  return Array.isArray(names) ? names.filter((name) => /^[\w-]+$/.test(String(name))).map(String) : [];
}
