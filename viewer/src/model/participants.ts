import { byStart } from '../span';
import { hasRelationship, isAttemptLink } from './facts';
import { ancestorsOf } from './ancestors';
import type { Life, StoredSpan } from './kept';

/** The spans of a message's life by what they did with it, each list by start. */
export interface Participants {
  /** Who sent it first. */
  readonly senders: readonly StoredSpan[];
  /** Who sent it on, to a queue for another try or for dead letters. */
  readonly forwards: readonly StoredSpan[];
  readonly receives: readonly StoredSpan[];
  /** One for each try: not also the batch around it. */
  readonly attempts: readonly StoredSpan[];
}

export function participantsOf(life: Life, find: (key: string) => StoredSpan | undefined): Participants {
  const members = [...life.members].toSorted((a, b) => byStart(a.span, b.span));
  const forwards = members.filter(isForward);
  const own = members.filter((each) => isSender(each) && !isForward(each));
  const attempts = innermost(members.filter(({ facts }) => facts?.operation === 'process'));
  return {
    senders: own.length > 0 ? own : sendersOf(life, attempts, find),
    forwards,
    receives: members.filter(({ facts }) => facts?.operation === 'receive'),
    attempts,
  };
}

function isSender({ facts }: StoredSpan): boolean {
  return facts?.operation === 'send' || facts?.operation === 'create';
}

function isForward(stored: StoredSpan): boolean {
  return isSender(stored) && stored.span.links.some((link) => isAttemptLink(link) || hasRelationship(link));
}

/** Those of other messages, too: of a topic, of a batch without spans for its messages. */
function sendersOf(
  life: Life,
  attempts: readonly StoredSpan[],
  find: (key: string) => StoredSpan | undefined,
): readonly StoredSpan[] {
  const claimed = [...life.claims].flatMap((key) => find(key) ?? []).filter(isSender);
  if (claimed.length > 0) return claimed.toSorted((a, b) => byStart(a.span, b.span));
  for (const attempt of attempts) {
    for (const above of ancestorsOf(attempt)) {
      if (isSender(above)) return [above];
      if (above.facts?.operation === 'process' && !above.facts.several) break;
    }
  }
  return [];
}

/** A handler's span inside of its batch's span is one try, and not two. */
function innermost(attempts: readonly StoredSpan[]): StoredSpan[] {
  const among = new Set(attempts);
  const outer = new Set<StoredSpan>();
  for (const attempt of attempts) {
    for (const above of ancestorsOf(attempt)) {
      if (isSender(above)) break;
      if (among.has(above)) outer.add(above);
    }
  }
  return attempts.filter((attempt) => !outer.has(attempt));
}
