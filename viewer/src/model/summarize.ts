import { ATTR_MESSAGING_SQS_PROCESS_OUTCOME } from '../attributes';
import { describeFailure } from '../words/failure';
import { clean } from '../words/text';
import { type Participants, participantsOf } from './participants';
import type { MessageRow, Outcome, Wait } from './source';
import { isDeadLetterQueue, stationsOf } from './stations';
import { waitsOf } from './waits';
import { endOf, latestEndOf, type Life, type Station, type StoredSpan, type StoredTrace, type Summary } from './kept';

/** What a summary needs to know of all the rest. */
export interface Surroundings {
  readonly find: (key: string) => StoredSpan | undefined;
  readonly isClaimed: (life: Life) => boolean;
  readonly deadQueues: ReadonlySet<string>;
  readonly labelOf: (traceId: string) => string | undefined;
}

const MAX_ERROR = 300;
/** A message that was given back comes again, and nothing has failed. */
const GIVEN_BACK = new Set(['released', 'expired', 'extended']);

export function summarize(life: Life, around: Surroundings): Summary {
  if (life.trace !== undefined) return summarizeTrace(life.id, life.trace, around);
  const participants = participantsOf(life, around.find);
  const { senders, attempts, forwards, receives } = participants;
  const [sender] = senders;
  const stations = stationsOf(participants, (name) => isDeadLetterQueue(name, around.deadQueues));
  const [first = NOWHERE] = stations;
  const last = stations.at(-1) ?? first;
  const sentAt = sentAtOf(participants);
  const end = Math.max(latestEndOf([...senders, ...forwards, ...receives, ...attempts]), sentAt);
  const outcome = outcomeOf(participants, last);
  const waits = waitsOf(participants, stations, outcome);
  const failed = attempts.filter(({ span }) => span.failed);
  const failure = failed.at(-1) ?? (unsent(participants) ? senders.find(({ span }) => span.failed) : undefined);
  const processors = attempts.length > 0 ? attempts : receives;
  const row: MessageRow = {
    id: life.id,
    messageId: idOf(life, participants),
    system: first.system,
    destination: first.destination,
    movedTo: last.destination === first.destination ? undefined : last.destination,
    sentBy: sender?.span.resource.service,
    sentAt,
    waited: attempts.length === 0 ? undefined : lengthOf(waits.find(({ attempt }) => attempt === 1)),
    took: end - sentAt,
    attempts: attempts.length,
    failedAttempts: failed.length,
    processedBy: [...new Set(processors.map(({ span }) => span.resource.service))],
    outcome,
    error: failure === undefined ? undefined : errorOf(failure),
    label: labelOf([sender, attempts[0]], around),
  };
  const unseen = receives.length + attempts.length === 0 && around.isClaimed(life);
  return { row, senders, attempts, waits, stations, end, listed: !unseen && stations.length > 0 };
}

const NOWHERE: Pick<Station, 'destination' | 'system'> & { readonly dead: boolean } = {
  destination: '(unknown)',
  system: undefined,
  dead: false,
};

function outcomeOf(participants: Participants, last: { readonly dead: boolean }): Outcome {
  const { attempts, forwards, receives } = participants;
  const attempt = attempts.at(-1);
  const forward = forwards.at(-1);
  if (last.dead) return 'dead';
  if (forward !== undefined && (attempt === undefined || forward.span.start > attempt.span.start)) return 'forwarded';
  if (attempt === undefined) {
    if (receives.length > 0) return 'received';
    return unsent(participants) ? 'failed' : 'sent';
  }
  if (attempt.span.end === undefined) return 'processing';
  const said = attempt.span.attributes.text(ATTR_MESSAGING_SQS_PROCESS_OUTCOME) ?? '';
  if (attempt.span.failed || said === 'failed') return 'failed';
  return GIVEN_BACK.has(said) ? 'received' : 'processed';
}

/** Of a batch that failed in part, the spans of its messages know better than the call. What has arrived was sent. */
function unsent({ senders, attempts, receives }: Participants): boolean {
  if (attempts.length + receives.length > 0) return false;
  const created = senders.filter(({ facts }) => facts?.operation === 'create');
  return (created.length > 0 ? created : senders).some(({ span }) => span.failed);
}

/** The consumer may know when it was sent where nobody has seen the sender. */
function sentAtOf({ senders, receives, attempts, forwards }: Participants): number {
  const [sender] = senders;
  if (sender !== undefined) return sender.span.start;
  const [first = receives[0] ?? forwards[0]] = attempts;
  return (first?.span.start ?? 0) - (first?.facts?.queueTime ?? 0);
}

/** A topic's own id is that of several messages. */
function idOf(life: Life, { senders, attempts, receives }: Participants): string | undefined {
  const all = [...senders.filter(({ lives }) => lives.has(life)), ...attempts, ...receives];
  const id =
    all.map(({ facts }) => facts?.messageId).find((each) => each !== undefined) ?? [...life.messageIds].toSorted()[0];
  return id === undefined ? undefined : clean(id);
}

function summarizeTrace(id: string, trace: StoredTrace, around: Surroundings): Summary {
  const spans = [...trace.spans.values()];
  let [root] = spans;
  let from = Infinity;
  let end = -Infinity;
  for (const stored of spans) {
    const { start, parentId } = stored.span;
    from = Math.min(from, start);
    end = Math.max(end, endOf(stored));
    if (root === undefined) continue;
    const better = Number(parentId === undefined) - Number(root.span.parentId === undefined);
    if (better > 0 || (better === 0 && start < root.span.start)) root = stored;
  }
  const failure = spans.findLast(({ span }) => span.failed);
  const row: MessageRow = {
    id,
    destination: root?.span.name ?? '',
    sentBy: root?.span.resource.service,
    sentAt: from,
    took: end - from,
    attempts: 0,
    failedAttempts: 0,
    processedBy: [],
    outcome: 'trace',
    error: failure === undefined ? undefined : errorOf(failure),
    label: labelOf([root], around),
  };
  // A poll that brought nothing is not worth a row.
  const idle = spans.every(({ span, facts }) => facts?.operation === 'receive' && !span.failed);
  return { row, senders: [], attempts: [], waits: [], stations: [], end, listed: spans.length > 0 && !idle };
}

function labelOf(of: readonly (StoredSpan | undefined)[], { labelOf: label }: Surroundings): string | undefined {
  for (const stored of of) {
    const found = stored === undefined ? undefined : label(stored.span.traceId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function errorOf({ span }: StoredSpan): string {
  return clean(describeFailure(span).slice(0, MAX_ERROR)) || 'failed';
}

function lengthOf(wait: Wait | undefined): number {
  return wait?.to === undefined ? 0 : wait.to - wait.from;
}
