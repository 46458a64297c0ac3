import type { Context } from '@opentelemetry/api';
import { hasContextManager } from '../diagnostics/apiGlobals';
import { activeContext } from '../telemetry/activeContext';
import { BoundedMap } from '../telemetry/boundedMap';
import { CLAIMS, withValue } from '../telemetry/callContext';
import { receiptHandleOf } from '../telemetry/ledger';
import { safely } from '../telemetry/safely';
import { brokerMessageOf } from '../propagation/brokers/brokerMessageOf';
import { shared } from '../shared';
import { isObject } from '../values';
import type { ProcessSpan } from './processSpan';

/**
 * Which messages have a process span already, below a context: however many layers trace a message (a patched consumer
 * library, a wrapped handler, `processMessage` inside a batch), it has one span.
 *
 * Whatever a handler starts keeps its context for as long as it lives, a timer for hours: messages are known weakly, or
 * their bodies would stay alive with it.
 */
export interface Claims {
  readonly objects: WeakMap<object, ProcessSpan>;
  /** By receipt handle, for copies. Handles differ, but those of a test or of a queue that is none of AWS's need not. */
  readonly copies: Map<unknown, ProcessSpan[]>;
  /** Those of the messages around them. */
  readonly outer: Claims | undefined;
  readonly depth: number;
}

/** A consumer that begins with the next message from within its handler goes deeper for as long as it lives. */
const MAX_DEPTH = 8;

/** As many messages as a process may be busy with. */
const MAX_OPEN = 4096;

/** Where no context manager is registered, no context leads to a claim: the open process spans by their messages. */
const open = shared('open process spans', () => ({
  objects: new WeakMap<object, ProcessSpan>(),
  handles: new BoundedMap<ProcessSpan>(MAX_OPEN),
}));

export function claimsOf(claimed: readonly (readonly [message: unknown, span: ProcessSpan])[]): Claims {
  const around = activeClaims();
  const outer = around !== undefined && around.depth < MAX_DEPTH ? around : undefined;
  const claims: Claims = { objects: new WeakMap(), copies: new Map(), outer, depth: (outer?.depth ?? 0) + 1 };
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

function activeClaims(): Claims | undefined {
  return activeContext().getValue(CLAIMS) as Claims | undefined;
}

/** A context in which these messages have their process span, beside those around them. */
export function withClaims(parent: Context, claims: Claims): Context {
  return withValue(parent, CLAIMS, claims);
}

/**
 * The process span that a message has in the active context. A copy of a message is still that message. One that has
 * ended counts no more: work that goes on after it may take the message up once more.
 */
export function claimedSpan(message: unknown): ProcessSpan | undefined {
  let claims = activeClaims();
  const object = objectOf(message);
  if (claims === undefined) return hasContextManager() ? undefined : openSpan(object, message);
  const handle = object === undefined ? message : handleOf(message);
  for (; claims !== undefined; claims = claims.outer) {
    const span = spanIn(claims, object, handle);
    if (span !== undefined) return span;
  }
  return undefined;
}

function spanIn({ objects, copies }: Claims, object: object | undefined, handle: unknown): ProcessSpan | undefined {
  const own = object && objects.get(object);
  if (own?.ended === false) return own;
  const spans = copies.get(handle)?.filter(({ ended }) => !ended);
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
