import { keyOf, type SpanLink } from '../span';
import { isAttemptLink } from './facts';
import type { Arrow } from './source';
import type { SpanStore } from './store';
import { ancestorsOf } from './ancestors';
import type { StoredSpan } from './kept';

const MAX_ARROWS = 500;

/** The links between spans that are shown, along the message's way. A span below one that says the same says nothing new. */
export function arrowsOf(shown: readonly StoredSpan[], own: ReadonlySet<StoredSpan>, store: SpanStore): Arrow[] {
  const among = new Set(shown);
  const arrows = new Map<string, Arrow>();
  const linked = new Linked();
  for (const stored of shown) {
    if (!own.has(stored) || stored.facts?.operation === 'settle') continue;
    for (const link of stored.span.links) {
      if (arrows.size >= MAX_ARROWS) return [...arrows.values()];
      const from = store.get(link);
      if (from === undefined || !among.has(from) || !own.has(from) || linked.above(stored, from)) continue;
      const key = `${from.key}>${stored.key}`;
      if (!arrows.has(key)) arrows.set(key, { from: from.key, to: stored.key, kind: kindOf(link, from) });
    }
  }
  return [...arrows.values()];
}

function kindOf(link: SpanLink, { facts }: StoredSpan): Arrow['kind'] {
  if (isAttemptLink(link)) return 'attempt';
  return facts?.operation === 'send' || facts?.operation === 'create' ? 'producer' : 'other';
}

/** What spans link to, each one looked at once. */
class Linked {
  readonly #keys = new Map<StoredSpan, ReadonlySet<string>>();

  above(stored: StoredSpan, from: StoredSpan): boolean {
    for (const above of ancestorsOf(stored)) {
      // The tree shows it; from a sender to its consumer lies a queue, also inside of one trace.
      if (above === from && from.facts?.operation === 'process') return true;
      if (this.#of(above).has(from.key)) return true;
    }
    return false;
  }

  #of(stored: StoredSpan): ReadonlySet<string> {
    const known = this.#keys.get(stored) ?? new Set(stored.span.links.map(keyOf));
    this.#keys.set(stored, known);
    return known;
  }
}
