import { type Context, context, createContextKey } from '@opentelemetry/api';
import { hasContextManager } from '../diagnostics/apiGlobals';
import { BoundedMap } from '../telemetry/boundedMap';
import { receiptHandleOf } from '../telemetry/ledger';
import { safely } from '../telemetry/safely';
import { brokerMessageOf } from '../propagation/brokers/brokerMessageOf';
import { shared } from '../shared';
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

/** As many messages as a process may be busy with. */
const MAX_OPEN = 4096;

/** Where no context manager is registered, no context leads to a claim: the open process spans by their messages. */
const open = shared('open process spans', () => ({
  objects: new WeakMap<object, ProcessSpan>(),
  handles: new BoundedMap<ProcessSpan>(MAX_OPEN),
}));

export function claimsOf(claimed: readonly (readonly [message: unknown, span: ProcessSpan])[]): Claims {
  const claims: Claims = { objects: new WeakMap(), copies: new Map() };
  const isLost = !hasContextManager();
  for (const [message, span] of claimed) {
    const object = objectOf(message);
    if (object !== undefined) claims.objects.set(object, span);
    const handle = object === undefined ? message : handleOf(message);
    if (isLost) noteOpen(object, handle, span);
    if (handle === undefined) continue;
    const others = claims.copies.get(handle);
    if (others === undefined) claims.copies.set(handle, [span]);
    else others.push(span);
  }
  return claims;
}

function noteOpen(object: object | undefined, handle: unknown, span: ProcessSpan): void {
  if (object !== undefined) open.objects.set(object, span);
  if (typeof handle === 'string') open.handles.put(handle, span);
}

function openSpan(object: object | undefined, message: unknown): ProcessSpan | undefined {
  const handle = object === undefined ? message : handleOf(message);
  const own = object && open.objects.get(object);
  const span = own ?? (typeof handle === 'string' ? open.handles.get(handle) : undefined);
  return span?.ended === false ? span : undefined;
}

/** A context in which these messages, and no others, have their process span. */
export function withClaims(parent: Context, claims: Claims): Context {
  return parent.setValue(CLAIMS, claims);
}

/** The process span that a message has in the active context. A copy of a message is still that message. */
export function claimedSpan(message: unknown): ProcessSpan | undefined {
  const claims = context.active().getValue(CLAIMS) as Claims | undefined;
  const object = objectOf(message);
  if (claims === undefined) return hasContextManager() ? undefined : openSpan(object, message);
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
