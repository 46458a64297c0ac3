import type { Link } from '@opentelemetry/api';

/** Links to other spans than those which are known already: one relation to a span is enough. */
export function linksToOthers(links: readonly Link[], known: readonly Pick<Link, 'context'>[]): Link[] {
  return links.filter(({ context: { spanId } }) => known.every(({ context }) => context.spanId !== spanId));
}
