import { type Context, context, createContextKey } from '@opentelemetry/api';
import { hasContextManager } from '../diagnostics/apiGlobals';
import { BoundedMap } from '../telemetry/boundedMap';
import { receiptHandleOf } from '../telemetry/ledger';
import { safely } from '../telemetry/safely';
import { brokerMessageOf } from '../propagation/brokerMessage';
import { shared } from '../shared';
import { isObject } from '../values';
import type { ProcessSpan } from './processSpan';

/**
 * Which messages have a process span already, below this context: however many layers trace a message (a patched
 * consumer library, a wrapped handler, `processMessage` inside a batch), it has one span.
 */
const CLAIMS = createContextKey('opentelemetry-instrumentation-sqs claimed messages');

/**
 * Whatever a handler starts keeps its context for as long as it lives, a timer for hours: messages that have no receipt
 * handle are known weakly, or their bodies would stay alive with it.
 */
export interface Claims {
  readonly objects: WeakMap<object, ProcessSpan>;
  readonly others: Map<unknown, ProcessSpan>;
}

/** As many messages as a process may be busy with. */
const MAX_OPEN = 4096;

/** Where no context manager is registered, no context leads to a claim: the open process spans by their messages. */
const open = shared('open process spans', () => ({
  objects: new WeakMap<object, ProcessSpan>(),
  handles: new BoundedMap<ProcessSpan>(MAX_OPEN),
}));

export function claimsOf(claimed: readonly (readonly [message: unknown, span: ProcessSpan])[]): Claims {
  const claims: Claims = { objects: new WeakMap(), others: new Map() };
  const isLost = !hasContextManager();
  for (const [message, span] of claimed) {
    const key = identity(message);
    if (isObject(key)) claims.objects.set(key, span);
    else claims.others.set(key, span);
    if (isLost) noteOpen(key, span);
  }
  return claims;
}

function noteOpen(key: unknown, span: ProcessSpan): void {
  if (isObject(key)) open.objects.set(key, span);
  else if (typeof key === 'string') open.handles.put(key, span);
}

function openSpan(key: unknown): ProcessSpan | undefined {
  const span = isObject(key) ? open.objects.get(key) : typeof key === 'string' ? open.handles.get(key) : undefined;
  return span?.ended === false ? span : undefined;
}

/** A context in which these messages, and no others, have their process span. */
export function withClaims(parent: Context, claims: Claims): Context {
  return parent.setValue(CLAIMS, claims);
}

/** The process span that a message has in the active context. */
export function claimedSpan(message: unknown): ProcessSpan | undefined {
  const claims = context.active().getValue(CLAIMS) as Claims | undefined;
  if (claims === undefined) return hasContextManager() ? undefined : openSpan(identity(message));
  const key = identity(message);
  return isObject(key) ? claims.objects.get(key) : claims.others.get(key);
}

/** A copy of a message is still that message, and so is a Kafka message without its payload. */
function identity(message: unknown): unknown {
  const told = safely('reading a receipt handle', receiptHandleOf, message);
  return told ?? safely('looking at a message', brokerMessageOf, message)?.message ?? message;
}
