import { hasGlobalIds } from './facts';
import type { Participants } from './participants';
import type { Station, StoredSpan } from './kept';

/** How people name queues for dead letters. */
const DEAD_NAME = /(?:^|[^a-z])(?:dlq|dlt|dlx|dead[-_.]?letters?|poison)(?:$|[^a-z])/i;
const CAMEL_NAME = /(?:DLQ|DeadLetters?)/;

export function isDeadLetterQueue(name: string, known: ReadonlySet<string>): boolean {
  return known.has(name) || DEAD_NAME.test(name) || CAMEL_NAME.test(name);
}

/** Where a message was, from its first queue or topic to its last. */
export function stationsOf(
  { senders, forwards, receives, attempts }: Participants,
  isDead: (destination: string) => boolean,
): Station[] {
  const sightings = [...senders.slice(0, 1), ...forwards, ...receives, ...attempts];
  // Clocks of machines differ: nothing happens to a message before it is sent.
  const [sender] = senders;
  // The span that creates a message of a batch may begin at the time of the call, which alone knows where it goes.
  const sentTo = senders.find(({ facts }) => facts?.destination !== undefined)?.facts?.destination;
  const timeOf = (stored: StoredSpan): number => (stored === sender ? -Infinity : stored.span.start);
  const stations: (Station & { readonly attempts: StoredSpan[] })[] = [];
  const visited = new Set<string>();
  let seen: StoredSpan | undefined;
  for (const sighting of sightings.toSorted((a, b) => timeOf(a) - timeOf(b) || 0)) {
    const { span, facts } = sighting;
    const sent = facts?.operation === 'send' || facts?.operation === 'create';
    const last = stations.at(-1);
    const destination = facts?.destination ?? last?.destination ?? sentTo ?? '(unknown)';
    let station = last;
    if (station === undefined || station.destination !== destination) {
      station = {
        destination,
        system: facts?.system,
        at: span.start,
        sentBy: sent ? sighting : undefined,
        attempts: [],
        dead:
          facts?.deadLetterSource !== undefined ||
          // The first queue is not dead by its name alone: somebody may send to it on purpose.
          (last !== undefined && isDead(destination)) ||
          (!visited.has(destination) && wasMoved(seen, sighting)),
      };
      stations.push(station);
      visited.add(destination);
    }
    if (facts?.operation === 'process') station.attempts.push(sighting);
    seen = sighting;
  }
  return stations;
}

/** Nobody but SQS itself takes a message to another queue under the same id: as a dead letter. */
function wasMoved(before: StoredSpan | undefined, { facts }: StoredSpan): boolean {
  const id = facts?.messageId;
  return (
    id !== undefined &&
    hasGlobalIds(facts?.system) &&
    before?.facts?.messageId === id &&
    hasGlobalIds(before.facts.system)
  );
}
