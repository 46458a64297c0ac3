import { subscribe } from 'node:diagnostics_channel';
import { CLIENTS } from '../../middleware/clientsChannel';
import { isObject } from '../../values';

/** Published by Node.js for each request. @see https://nodejs.org/api/diagnostics_channel.html#http */
// oxlint-disable-next-line house/no-attribute-names -- a channel of Node.js
const REQUESTS = 'http.client.request.start';

/** How version 3 of the AWS SDK for JavaScript introduces itself. */
const USER_AGENT = /\baws-sdk-js\/[3-9]/;

/** Listens to the requests of the AWS SDK, in all contexts of the process. */
export class Requests {
  count = 0;
  /** Whether a client has the middleware of this package. */
  installed = false;

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
    if (USER_AGENT.test(String(agent))) this.count += 1;
  }
}
