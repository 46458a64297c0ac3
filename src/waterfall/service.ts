import { ATTR_SERVICE_NAME } from '../semconv/resource';
import { clean } from './text';
import type { SpanNode } from './traceTree';

/** What an SDK calls a service that nobody has named: https://opentelemetry.io/docs/specs/semconv/resource/#service */
const NAMELESS = /^unknown_service(?::|$)/;

/** The service that a span's process belongs to, if it has a name. */
export function serviceOf({ span }: SpanNode): string | undefined {
  const name = span.resource?.attributes[ATTR_SERVICE_NAME];
  if (typeof name !== 'string' || NAMELESS.test(name)) return undefined;
  return clean(name).trim() || undefined;
}

/** The service of a span where the line above, or the header, does not name the same. */
export function serviceIfNew(node: SpanNode, firstRoot: SpanNode | undefined): string | undefined {
  const service = serviceOf(node);
  const above = node.parent ?? firstRoot;
  return above !== undefined && service === serviceOf(above) ? undefined : service;
}

/** ` in <service>` for a span that an arrow of another service's span leads to, or nothing. */
export function inOtherService(other: SpanNode | undefined, node: SpanNode): string {
  const service = other && serviceOf(other);
  return service === undefined || service === serviceOf(node) ? '' : ` in ${service}`;
}
