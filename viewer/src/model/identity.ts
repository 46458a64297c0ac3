import { keyOf, type SpanLink } from '../span';
import { hasGlobalIds, hasRelationship, isAttemptLink, linkedMessage, type MessagingFacts } from './facts';
import type { StoredSpan } from './kept';

/** By what a span's message is known. */
export interface Identity {
  /** Spans with a key in common are about one message. */
  readonly keys: readonly string[];
  /** Keys of spans that may have sent it: they belong to it if they sent nothing else. */
  readonly claims: readonly string[];
  readonly messageId?: string | undefined;
}

/** One for each message that a span is about. */
export function identitiesOf(stored: StoredSpan): readonly Identity[] {
  const { facts } = stored;
  if (facts === undefined) return [];
  if (facts.operation === 'send' || facts.operation === 'create') return ofSender(stored, facts);
  if (facts.operation === 'process' && !facts.several) return [ofAttempt(stored, facts)];
  const { links } = stored.span;
  const linked = links.filter((link) => !isAttemptLink(link)).flatMap((link) => ofLink(link, facts) ?? []);
  if (linked.length > 0) return linked;
  if (facts.messageId !== undefined) {
    return [{ keys: [idKey(facts, facts.messageId)], claims: [], messageId: facts.messageId }];
  }
  return facts.operation === 'process' ? [{ keys: [spanKey(stored.key)], claims: [] }] : [];
}

/** Whether a span sent one message and nothing else, so that whoever names it is about that message. */
export function sentOne({ facts }: StoredSpan): boolean {
  const sends = facts?.operation === 'send' || facts?.operation === 'create';
  // A topic's message becomes one of each queue behind it.
  return sends && !facts.several && hasGlobalIds(facts.system);
}

export function spanKey(key: string): string {
  return `span:${key}`;
}

function ofSender({ key, span: { links } }: StoredSpan, facts: MessagingFacts): readonly Identity[] {
  if (facts.several) {
    // The call that sends what spans of their own have created.
    const created = links.filter((link) => !hasRelationship(link));
    if (created.length > 0) return created.map((link) => ({ keys: [spanKey(keyOf(link))], claims: [] }));
    return [{ keys: [spanKey(key)], claims: [] }];
  }
  const keys = [spanKey(key)];
  if (facts.messageId !== undefined) keys.push(idKey(facts, facts.messageId));
  const claims: string[] = [];
  // It forwards a message, which goes on under another id.
  for (const link of links.filter(hasRelationship)) {
    const id = linkedMessage(link);
    if (isAttemptLink(link)) keys.push(spanKey(keyOf(link)));
    else claims.push(keyOf(link));
    if (id !== undefined && hasGlobalIds(facts.system)) keys.push(idKey(facts, id));
  }
  return [{ keys, claims, messageId: facts.messageId }];
}

function ofAttempt({ key, span }: StoredSpan, facts: MessagingFacts): Identity {
  const keys = [spanKey(key)];
  const claims: string[] = [];
  for (const link of span.links) (isAttemptLink(link) ? keys : claims).push(linkKey(link));
  const { traceId, parentId } = span;
  // Without a link, the sender is the parent, if there is any.
  if (claims.length === 0 && parentId !== undefined) claims.push(keyOf({ traceId, spanId: parentId }));
  const [sender] = claims;
  const id = facts.messageId ?? span.links.map(linkedMessage).find((each) => each !== undefined);
  if (id !== undefined) keys.push(idKey(facts, id));
  else if (facts.offset !== undefined) keys.push(`offset:${where(facts)}\n${facts.offset}`);
  else if (sender !== undefined && span.links.length > 0) keys.push(fromKey(sender, facts));
  return { keys, claims, messageId: id };
}

function linkKey(link: SpanLink): string {
  return isAttemptLink(link) ? spanKey(keyOf(link)) : keyOf(link);
}

function ofLink(link: SpanLink, facts: MessagingFacts): Identity | undefined {
  const id = linkedMessage(link);
  const sender = keyOf(link);
  if (id !== undefined) return { keys: [idKey(facts, id)], claims: [sender], messageId: id };
  return facts.operation === 'settle' ? undefined : { keys: [fromKey(sender, facts)], claims: [sender] };
}

function idKey(facts: MessagingFacts, id: string): string {
  return hasGlobalIds(facts.system) ? `id:${id}` : `id-of:${where(facts)}\n${id}`;
}

function fromKey(sender: string, facts: MessagingFacts): string {
  return `from:${sender}\n${where(facts)}`;
}

/** Each group of consumers has a topic's messages for itself. Of the parts, none has a line break in it, and some have colons. */
function where({ system, destination, group }: MessagingFacts): string {
  return [system, destination, group].join('\n');
}
