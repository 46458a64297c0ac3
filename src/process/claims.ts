import { type Context, context, createContextKey } from '@opentelemetry/api';
import { receiptHandleOf } from '../telemetry/ledger';
import { safely } from '../telemetry/safely';
import { brokerMessageOf } from '../propagation/brokerMessage';
import { isObject } from '../values';
import type { ProcessSpan } from './processSpan';

/**
 * Which messages have a process span already, below this context: however many layers trace a message (a patched
 * consumer library, a wrapped handler, `processMessage` inside a batch), it has one span.
 */
const CLAIMS = createContextKey('opentelemetry-instrumentation-sqs claimed messages');

/**
 * Whatever a handler starts keeps its context for as long as it lives, a timer for hours: messages are known weakly, or
 * their bodies would stay alive with it.
 */
export interface Claims {
  readonly objects: WeakMap<object, ProcessSpan>;
  /** By receipt handle, for copies. Handles differ, but those of a test or of a queue that is none of AWS's need not. */
  readonly copies: Map<unknown, ProcessSpan[]>;
}

export function claimsOf(claimed: readonly (readonly [message: unknown, span: ProcessSpan])[]): Claims {
  const claims: Claims = { objects: new WeakMap(), copies: new Map() };
  for (const [message, span] of claimed) {
    const object = objectOf(message);
    if (object !== undefined) claims.objects.set(object, span);
    const handle = object === undefined ? message : handleOf(message);
    if (handle === undefined) continue;
    const others = claims.copies.get(handle);
    if (others === undefined) claims.copies.set(handle, [span]);
    else others.push(span);
  }
  return claims;
}

/** A context in which these messages, and no others, have their process span. */
export function withClaims(parent: Context, claims: Claims): Context {
  return parent.setValue(CLAIMS, claims);
}

/** The process span that a message has in the active context. A copy of a message is still that message. */
export function claimedSpan(message: unknown): ProcessSpan | undefined {
  const claims = context.active().getValue(CLAIMS) as Claims | undefined;
  if (claims === undefined) return undefined;
  const object = objectOf(message);
  const own = object === undefined ? undefined : claims.objects.get(object);
  if (own !== undefined) return own;
  const spans = claims.copies.get(object === undefined ? message : handleOf(message));
  // Of several that cannot be told apart, each is processed once.
  return spans?.find(({ entered }) => !entered) ?? spans?.[0];
}

/** The object that stands for a message: a Kafka message without its payload is the same one. */
function objectOf(message: unknown): object | undefined {
  if (!isObject(message)) return undefined;
  return safely('looking at a message', brokerMessageOf, message)?.message ?? message;
}

function handleOf(message: unknown): unknown {
  return safely('reading a receipt handle', receiptHandleOf, message) ?? undefined;
}
