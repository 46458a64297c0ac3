import { type Attributes, type Context, type Link, createContextKey } from '@opentelemetry/api';
import { type Members, isObject } from '../values';

/** What one of this package's own helpers knows of the call that it is about to make. */
export interface Additions {
  /**
   * Where the call sends to, and the attributes of its message. Whatever else a client of the application does in its
   * `send`, an upload or a log, is another call; it may change either of these, and not both.
   */
  readonly sent: { readonly QueueUrl: string; readonly MessageAttributes?: unknown };
  readonly attributes: Attributes;
  readonly links: readonly Link[];
}

const ADDITIONS = createContextKey('opentelemetry-instrumentation-sqs additions to a call');

export function withAdditions(context: Context, additions: Additions): Context {
  return context.setValue(ADDITIONS, additions);
}

/** @param input of the call that is made */
export function additionsOf(context: Context, input: object): Additions | undefined {
  const additions = context.getValue(ADDITIONS) as Additions | undefined;
  return additions !== undefined && isSameSend(input as Members, additions.sent) ? additions : undefined;
}

function isSameSend({ QueueUrl, MessageAttributes }: Members, sent: Additions['sent']): boolean {
  return QueueUrl === sent.QueueUrl || (isObject(MessageAttributes) && MessageAttributes === sent.MessageAttributes);
}

/** For whatever is called inside of that call: it is none of the helper's. */
export function withoutAdditions(context: Context): Context {
  return context.getValue(ADDITIONS) === undefined ? context : context.deleteValue(ADDITIONS);
}
