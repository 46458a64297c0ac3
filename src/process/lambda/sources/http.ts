import { type Context, type TextMapGetter, trace } from '@opentelemetry/api';
import { withFoundSpan } from '../../../propagation/foundSpan';
import { extractFrom } from '../../../propagation/propagator';
import { type HttpRequest, httpRequestAttributes, httpResponseAttributes, httpSpanName } from '../../../semconv/http';
import { safely } from '../../../telemetry/safely';
import { type Members, isObject, membersOf, text } from '../../../values';
import type { EventOutcome, LambdaEvent } from './lambdaEvent';
import { plainEvent } from './messageEvent';

const FIRST_STATUS = 100;
const FIRST_FAILURE = 500;

/**
 * A request to API Gateway (REST, HTTP, WebSocket), a function URL, a load balancer or VPC Lattice.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html
 */
export function httpEvent(event: Members): LambdaEvent {
  const request = requestOf(event);
  return plainEvent('http', 'http', httpRequestAttributes(request), {
    name: httpSpanName(request),
    parent: (base) => safely('reading the headers of a request', parentIn, event, base) ?? base,
    outcomeOf: (result) => safely('reading a response', outcomeOf, result) ?? { attributes: {} },
  });
}

export function isHttpEvent(event: Members): boolean {
  const { httpMethod, requestContext, headers, multiValueHeaders, method, raw_path: latticePath, version } = event;
  if (typeof httpMethod === 'string') return isObject(requestContext) || isObject(headers ?? multiValueHeaders);
  if (isObject(requestContext)) {
    const { http, connectionId, eventType } = requestContext;
    if (isObject(http)) return typeof http['method'] === 'string';
    if (typeof connectionId === 'string' && typeof eventType === 'string') return true;
  }
  const ofLattice = typeof latticePath === 'string' || (isObject(requestContext) && version === '2.0');
  return ofLattice && typeof method === 'string' && isObject(headers);
}

function requestOf(event: Members): HttpRequest {
  const { requestContext, httpMethod, method, path, rawPath, raw_path: latticePath, resource, routeKey } = event;
  const { http, domainName, routeKey: webSocketRoute } = membersOf(requestContext);
  const ofHttp = membersOf(http);
  return {
    method: text(httpMethod ?? ofHttp['method'] ?? method),
    route: routeOf(text(routeKey)) ?? text(resource) ?? (http === undefined ? text(webSocketRoute) : undefined),
    path: withoutQuery(text(path ?? rawPath ?? ofHttp['path'] ?? latticePath)),
    scheme: headerOf(event, 'x-forwarded-proto'),
    host: text(domainName) ?? headerOf(event, 'host'),
    userAgent: headerOf(event, 'user-agent'),
  };
}

/** `GET /orders/{id}`; `$default` is no route. */
function routeOf(routeKey: string | undefined): string | undefined {
  const [, path] = /^\S+ (\/.*)$/.exec(routeKey ?? '') ?? [];
  return path;
}

function withoutQuery(path: string | undefined): string | undefined {
  return path?.split('?', 1)[0];
}

function headerOf(event: Members, name: string): string | undefined {
  const value = headersGetter.get(event, name);
  return Array.isArray(value) ? value[0] : value;
}

/** A span that is there has asked the request itself. */
function parentIn(event: Members, base: Context): Context {
  if (trace.getSpan(base) !== undefined) return base;
  const extracted = extractFrom(base, event, headersGetter);
  return withFoundSpan(extracted) ?? trace.deleteSpan(extracted);
}

/** Names of headers have no case; a load balancer has lists of values only. */
const headersGetter: TextMapGetter<Members> = {
  keys: ({ headers, multiValueHeaders }) => Object.keys({ ...membersOf(multiValueHeaders), ...membersOf(headers) }),
  get({ headers, multiValueHeaders }, name) {
    const value = member(membersOf(headers), name) ?? member(membersOf(multiValueHeaders), name);
    if (Array.isArray(value)) return value.filter((one): one is string => typeof one === 'string');
    return text(value);
  },
};

function member(headers: Members, name: string): unknown {
  if (Object.hasOwn(headers, name)) return headers[name];
  const lower = name.toLowerCase();
  const key = Object.keys(headers).find((one) => one.length === lower.length && one.toLowerCase() === lower);
  return key === undefined ? undefined : headers[key];
}

function outcomeOf(result: unknown): EventOutcome {
  const { statusCode } = membersOf(result);
  const status = typeof statusCode === 'number' ? statusCode : Number(text(statusCode));
  if (!Number.isInteger(status) || status < FIRST_STATUS) return { attributes: {} };
  return {
    attributes: httpResponseAttributes(status),
    errorType: status >= FIRST_FAILURE ? String(status) : undefined,
  };
}
