import { type Context, context, createContextKey } from '@opentelemetry/api';
import { isObject } from '../propagation/copy';
import type { ProcessSpan } from './processSpan';

/**
 * Which messages have a process span already, below this context: however many layers trace a message (a patched
 * consumer library, a wrapped handler, `processMessage` inside a batch), it has one span.
 */
const CLAIMS = createContextKey('opentelemetry-instrumentation-sqs claimed messages');

type Claims = ReadonlyMap<unknown, ProcessSpan>;

export function claim(parent: Context, claimed: readonly (readonly [message: unknown, span: ProcessSpan])[]): Context {
  return parent.setValue(CLAIMS, new Map(claimed.map(([message, span]) => [identity(message), span])));
}

/** The process span that a message has in the active context. */
export function claimedSpan(message: unknown): ProcessSpan | undefined {
  const claims = context.active().getValue(CLAIMS) as Claims | undefined;
  return claims?.get(identity(message));
}

/** A copy of a message is still that message. */
function identity(message: unknown): unknown {
  if (!isObject(message)) return message;
  return message['ReceiptHandle'] ?? message['receiptHandle'] ?? message;
}
