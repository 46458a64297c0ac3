import { type Attributes, type Context, type Link, createContextKey } from '@opentelemetry/api';

/** What one of this package's own helpers knows of the call that it is about to make. */
export interface Additions {
  readonly attributes: Attributes;
  readonly links: readonly Link[];
}

const ADDITIONS = createContextKey('opentelemetry-instrumentation-sqs additions to a call');

export function withAdditions(context: Context, additions: Additions): Context {
  return context.setValue(ADDITIONS, additions);
}

export function additionsOf(context: Context): Additions | undefined {
  return context.getValue(ADDITIONS) as Additions | undefined;
}

/** For whatever is called inside of that call: it is none of the helper's. */
export function withoutAdditions(context: Context): Context {
  return additionsOf(context) === undefined ? context : context.deleteValue(ADDITIONS);
}
