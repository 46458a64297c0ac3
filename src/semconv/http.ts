import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import { cut, set } from './set';
import { addressOf } from './urls';

/** An HTTP request that invokes a function. Its query and its addresses stay out: they hold what is nobody's business. */
export interface HttpRequest {
  readonly method: string | undefined;
  readonly route: string | undefined;
  readonly path: string | undefined;
  readonly scheme: string | undefined;
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/http/#http-request-method */
const METHODS = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE']);
const OTHER_METHOD = '_OTHER';

/** @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server */
export function httpRequestAttributes({ method, route, path, scheme, host, userAgent }: HttpRequest): Attributes {
  const attributes: Attributes = {};
  if (method !== undefined) {
    attributes[names.ATTR_HTTP_REQUEST_METHOD] = methodName(method);
    if (!METHODS.has(method)) attributes[names.ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = cut(method);
  }
  const shown = (name: string, value: string | undefined): void =>
    set(attributes, name, value === undefined ? value : cut(value));
  shown(names.ATTR_HTTP_ROUTE, route);
  shown(names.ATTR_URL_PATH, path);
  shown(names.ATTR_URL_SCHEME, scheme);
  shown(names.ATTR_USER_AGENT_ORIGINAL, userAgent);
  const [address = '', port = ''] = /^(.*?)(?::(\d{1,5}))?$/.exec(host ?? '')?.slice(1) ?? [];
  if (address !== '') attributes[names.ATTR_SERVER_ADDRESS] = cut(addressOf(address));
  if (port !== '') attributes[names.ATTR_SERVER_PORT] = Number(port);
  return attributes;
}

export function httpResponseAttributes(statusCode: number | undefined): Attributes {
  const attributes: Attributes = {};
  set(attributes, names.ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
  return attributes;
}

/** `GET /orders/{id}`; undefined without a route, for paths are as many as requests. */
export function httpSpanName({ method, route }: HttpRequest): string | undefined {
  if (route === undefined) return undefined;
  return method === undefined ? cut(route) : `${METHODS.has(method) ? method : 'HTTP'} ${cut(route)}`;
}

function methodName(method: string): string {
  return METHODS.has(method) ? method : OTHER_METHOD;
}
