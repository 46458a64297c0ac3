import type { ServerAddress } from '../semconv/aws';
import { isObject } from '../values';
import { serverAddress } from './client';
import type { HandlerContext } from './describeOperation';

const hosts = new WeakMap<HandlerContext, ServerAddress>();

/** Notes the host of a request, which an attempt before it may have had another one of. */
export function noteHost(context: HandlerContext, args: { readonly request?: unknown }): void {
  const host = isObject(args.request) ? serverAddress(args.request) : undefined;
  if (host !== undefined) hosts.set(context, host);
}

/** The host that the request of a call went to, if it was noted. */
export function requestHost(context: HandlerContext): ServerAddress | undefined {
  return hosts.get(context);
}
