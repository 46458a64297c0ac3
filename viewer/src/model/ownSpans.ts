import { addTo } from '../collections';
import { parentOf } from './ancestors';
import type { Life, StoredSpan, StoredTrace, Summary } from './kept';

/**
 * The spans that are about a message: those that name it, and what processing it led to, up to where another message is
 * processed. Of a trace without messages, all.
 */
export function ownSpansOf(life: Life, { senders }: Summary): ReadonlySet<StoredSpan> {
  if (life.trace !== undefined) return new Set(life.trace.spans.values());
  const own = new Set<StoredSpan>([...senders, ...life.members]);
  // A message may have as many traces as spans.
  const membersOf = new Map<StoredTrace, StoredSpan[]>();
  for (const stored of life.members) addTo(membersOf, stored.trace, stored);
  for (const [trace, waiting] of membersOf) {
    const children = new Map<StoredSpan, StoredSpan[]>();
    for (const stored of trace.spans.values()) {
      const parent = parentOf(stored);
      if (parent !== undefined) addTo(children, parent, stored);
    }
    const seen = new Set(waiting);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const child of children.get(next) ?? []) {
        if (seen.has(child) || isOfAnother(child, life)) continue;
        seen.add(child);
        own.add(child);
        waiting.push(child);
      }
    }
  }
  return own;
}

/** A message that is sent while another one is processed still belongs to that; its processing does not. */
function isOfAnother({ facts, lives }: StoredSpan, life: Life): boolean {
  return facts?.operation === 'process' && lives.size > 0 && !lives.has(life);
}
