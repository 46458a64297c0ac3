import { context, defaultTextMapSetter } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Query } from './database';

// #region comment
const propagator = new W3CTraceContextPropagator();

/** The same function with a comment in each query, so that the database's own log names the span. */
export function commentQueries(query: Query): Query {
  return (text, values) => {
    const carrier: Record<string, string> = {};
    propagator.inject(context.active(), carrier, defaultTextMapSetter);
    const tags = Object.keys(carrier)
      .toSorted()
      .map((name) => `${name}='${encodeURIComponent(carrier[name] ?? '').replaceAll("'", '%27')}'`);
    return query(tags.length === 0 ? text : `${text} /*${tags.join(',')}*/`, values);
  };
}
// #endregion
