import { isObject } from '../values';

/**
 * Published by Node.js and by Bun for each HTTP request, with its headers: one channel for all contexts of the process.
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
// oxlint-disable-next-line house/no-attribute-names -- a channel of Node.js
export const REQUESTS = 'http.client.request.start';

/** How version 3 of the AWS SDK for JavaScript introduces itself. */
const USER_AGENT = /\baws-sdk-js\/[3-9]/;

/** Whether what is published of a request tells that the AWS SDK sends it. @throws whatever a request of another kind throws */
export function isAwsRequest(message: unknown): boolean {
  const request = isObject(message) ? message['request'] : undefined;
  if (!isObject(request) || typeof request['getHeader'] !== 'function') return false;
  const agent: unknown = Reflect.apply(request['getHeader'] as (name: string) => unknown, request, ['user-agent']);
  return USER_AGENT.test(String(agent));
}
