import type { Link, Span } from '@opentelemetry/api';

/**
 * Adds links to a span that has started. The span of an API before 1.9 takes none by then, and must not lose what else is
 * recorded of it.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/CHANGELOG.md#190
 */
export function addLinks(span: Partial<Pick<Span, 'addLink'>>, links: readonly Link[]): void {
  for (const link of links) span.addLink?.(link);
}
