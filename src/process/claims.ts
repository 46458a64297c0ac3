import { type Context, context, createContextKey } from '@opentelemetry/api';
import { receiptHandleOf } from '../telemetry/ledger';
import { safely } from '../telemetry/safely';
import { brokerMessageOf } from '../propagation/brokerMessage';
import type { ProcessSpan } from './processSpan';

/**
 * Which messages have a process span already, below this context: however many layers trace a message (a patched
 * consumer library, a wrapped handler, `processMessage` inside a batch), it has one span.
 */
const CLAIMS = createContextKey('opentelemetry-instrumentation-sqs claimed messages');

export type Claims = ReadonlyMap<unknown, ProcessSpan>;

export function claimsOf(claimed: readonly (readonly [message: unknown, span: ProcessSpan])[]): Claims {
  return new Map(claimed.map(([message, span]) => [identity(message), span]));
}

/** A context in which these messages, and no others, have their process span. */
export function withClaims(parent: Context, claims: Claims): Context {
  return parent.setValue(CLAIMS, claims);
}

/** The process span that a message has in the active context. */
export function claimedSpan(message: unknown): ProcessSpan | undefined {
  const claims = context.active().getValue(CLAIMS) as Claims | undefined;
  return claims?.get(identity(message));
}

/** A copy of a message is still that message, and so is a Kafka message without its payload. */
function identity(message: unknown): unknown {
  const told = safely('reading a receipt handle', receiptHandleOf, message);
  return told ?? safely('looking at a message', brokerMessageOf, message)?.message ?? message;
}
