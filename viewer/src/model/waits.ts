import { hasGlobalIds } from './facts';
import type { Participants } from './participants';
import type { Outcome, Wait } from './source';
import { endOf, latestEndOf, type Station, type StoredSpan } from './kept';

/** Who waits on, as far as anybody has seen. */
const WAITING: ReadonlySet<Outcome> = new Set(['sent', 'forwarded']);

/** The times in which a message was in a queue. */
export function waitsOf(
  { senders, forwards, attempts }: Participants,
  stations: readonly Station[],
  outcome: Outcome,
): Wait[] {
  const waits: Wait[] = [];
  const [first] = stations;
  const [sender] = senders;
  const destinationOf = (stored: StoredSpan): string => stored.facts?.destination ?? first?.destination ?? '';
  let since = sender === undefined ? undefined : endOfSending(senders, attempts[0]);
  let sent = 0;
  for (const [index, attempt] of attempts.entries()) {
    const { start, end } = attempt.span;
    // Both lists are in the order of their starts.
    while ((forwards[sent]?.span.start ?? Infinity) < start) sent += 1;
    const sentOn = forwards[sent - 1];
    const isNews = sentOn !== undefined && sentOn.span.start >= (attempts[index - 1]?.span.start ?? 0);
    const from = !isNews ? (since ?? start - (attempt.facts?.queueTime ?? 0)) : endOf(sentOn);
    if (from < start) waits.push({ destination: destinationOf(attempt), from, to: start, attempt: index + 1 });
    since = end ?? start;
  }
  const last = forwards.at(-1) ?? sender;
  const open = WAITING.has(outcome) || (outcome === 'dead' && stations.at(-1)?.attempts.length === 0);
  if (open && last !== undefined && !last.span.failed) {
    const destination = stations.at(-1)?.destination ?? destinationOf(last);
    // The span that created it ends before the call that sends it.
    const from = last === sender ? latestEndOf(senders) : endOf(last);
    waits.push({ destination, from, attempt: attempts.length + 1 });
  } else if (outcome === 'failed' && since !== undefined && attempts.length > 0 && hasGlobalIds(first?.system)) {
    waits.push({ destination: stations.at(-1)?.destination ?? '', from: since, attempt: attempts.length + 1 });
  }
  return waits;
}

/** A queue may be faster than the answer to its sender. */
function endOfSending(senders: readonly StoredSpan[], first: StoredSpan | undefined): number {
  const end = latestEndOf(senders);
  return first === undefined ? end : Math.min(end, Math.max(first.span.start, senders[0]?.span.start ?? end));
}
