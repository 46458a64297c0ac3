import { identitiesOf, type Identity, sentOne, spanKey } from './identity';
import { Life, traceKey, type StoredSpan, type StoredTrace } from './kept';

/** Finds out which spans belong to one message, as they come in. */
export class Lives {
  readonly #all = new Set<Life>();
  readonly #byKey = new Map<string, Life>();
  /** Which lives say that a span may have sent them. */
  readonly #claimants = new Map<string, Set<Life>>();
  /** Traces with news for their messages. */
  readonly #changed = new Set<StoredTrace>();
  /** Names of queues that somebody has called a dead-letter queue. */
  readonly deadQueues = new Set<string>();
  readonly #find: (key: string) => StoredSpan | undefined;

  constructor(find: (key: string) => StoredSpan | undefined) {
    this.#find = find;
  }

  get all(): ReadonlySet<Life> {
    return this.#all;
  }

  /** What a span says of a message may be said of spans above and below it: those of its trace are described anew, once. */
  settle(): void {
    for (const { lives } of this.#changed) for (const life of lives) life.summary = undefined;
    this.#changed.clear();
  }

  /** By any of its keys, also one of a life that was merged into it. */
  get(id: string): Life | undefined {
    return this.#byKey.get(id);
  }

  add(stored: StoredSpan): void {
    const { trace, facts } = stored;
    if (facts?.deadLetterSource !== undefined && facts.destination !== undefined) this.#bury(facts.destination);
    for (const identity of identitiesOf(stored)) this.#join(stored, identity);
    if (sentOne(stored)) for (const life of this.#claimants.get(stored.key) ?? []) this.#merge(life, ...stored.lives);
    for (const life of this.#claimants.get(stored.key) ?? []) life.summary = undefined;
    this.#changed.add(trace);
    if (trace.lives.size === 0) this.#addTrace(trace);
    else this.#removeTrace(trace);
  }

  /** A span that had to go. */
  remove(stored: StoredSpan): void {
    for (const life of stored.lives) {
      life.members.delete(stored);
      life.summary = undefined;
      if (life.members.size > 0) {
        if (life.size > life.tidyAt) this.#tidy(life);
        continue;
      }
      stored.trace.lives.delete(life);
      this.#drop(life);
    }
    stored.lives.clear();
    this.#removeTrace(stored.trace);
  }

  /** Whether others are about what these spans have sent: a topic's message is that of each queue behind it. */
  isClaimed(life: Life): boolean {
    for (const { key } of life.members) {
      for (const claimant of this.#claimants.get(key) ?? []) if (claimant !== life) return true;
    }
    return false;
  }

  #join(stored: StoredSpan, { keys, claims, messageId }: Identity): void {
    const known = new Set(keys.flatMap((key) => this.#byKey.get(key) ?? []));
    const [first = this.#create(keys[0] ?? spanKey(stored.key)), ...others] = known;
    const life = this.#merge(first, ...others);
    for (const key of keys) this.#name(life, key);
    life.members.add(stored);
    if (messageId !== undefined) life.messageIds.add(messageId);
    life.summary = undefined;
    stored.lives.add(life);
    stored.trace.lives.add(life);
    for (const claim of claims) this.#claim(life, claim);
  }

  #claim(claimant: Life, key: string): void {
    claimant.claims.add(key);
    const claimants = this.#claimants.get(key);
    if (claimants === undefined) this.#claimants.set(key, new Set([claimant]));
    else claimants.add(claimant);
    const sender = this.#find(key);
    if (sender === undefined) return;
    if (sentOne(sender)) this.#merge(claimant, ...sender.lives);
    for (const life of sender.lives) life.summary = undefined;
  }

  #create(id: string): Life {
    const life = new Life(id);
    this.#all.add(life);
    this.#name(life, id);
    return life;
  }

  #name(life: Life, key: string): void {
    life.keys.add(key);
    this.#byKey.set(key, life);
  }

  /** Makes one of several; the one that has the most spans stays. */
  #merge(...several: readonly Life[]): Life {
    const [largest, ...others] = several
      .filter(({ gone }) => !gone)
      .toSorted((a, b) => b.members.size - a.members.size) as [Life, ...Life[]];
    for (const other of new Set(others)) if (other !== largest) this.#swallow(largest, other);
    return largest;
  }

  #swallow(life: Life, other: Life): void {
    for (const key of other.keys) this.#name(life, key);
    for (const member of other.members) {
      life.members.add(member);
      member.lives.delete(other);
      member.lives.add(life);
      member.trace.lives.delete(other);
      member.trace.lives.add(life);
    }
    for (const id of other.messageIds) life.messageIds.add(id);
    for (const claim of other.claims) {
      life.claims.add(claim);
      this.#claimants.get(claim)?.delete(other);
      this.#claimants.get(claim)?.add(life);
    }
    other.gone = true;
    this.#all.delete(other);
    life.summary = undefined;
  }

  #drop(life: Life): void {
    life.gone = true;
    this.#all.delete(life);
    for (const key of life.keys) this.#unname(life, key);
    for (const claim of life.claims) this.#disclaim(life, claim);
  }

  /**
   * A message that fails over and over, or is sent on and on, never ends: what only its spans of long ago have said is
   * forgotten with them. Its own id stays, which stands in addresses.
   */
  #tidy(life: Life): void {
    const said = [...life.members]
      .flatMap((member) => identitiesOf(member))
      .filter(({ keys }) => keys.some((key) => this.#byKey.get(key) === life));
    const keys = new Set([life.id, ...said.flatMap((each) => each.keys)]);
    const claims = new Set(said.flatMap((each) => each.claims));
    const ids = new Set(said.map(({ messageId }) => messageId));
    for (const key of life.keys) {
      if (keys.has(key)) continue;
      life.keys.delete(key);
      this.#unname(life, key);
    }
    for (const claim of life.claims) {
      if (claims.has(claim)) continue;
      life.claims.delete(claim);
      this.#disclaim(life, claim);
    }
    for (const id of life.messageIds) if (!ids.has(id)) life.messageIds.delete(id);
    life.tidyAt = Math.max(life.tidyAt, 2 * life.size);
  }

  #unname(life: Life, key: string): void {
    if (this.#byKey.get(key) === life) this.#byKey.delete(key);
  }

  #disclaim(life: Life, claim: string): void {
    const claimants = this.#claimants.get(claim);
    claimants?.delete(life);
    if (claimants?.size === 0) this.#claimants.delete(claim);
    for (const sender of this.#find(claim)?.lives ?? []) sender.summary = undefined;
  }

  /** What died there counts as dead, from now on and before. */
  #bury(queue: string): void {
    if (this.deadQueues.has(queue) || this.deadQueues.size >= MAX_DEAD_QUEUES) return;
    this.deadQueues.add(queue);
    for (const life of this.#all) life.summary = undefined;
  }

  #addTrace(trace: StoredTrace): void {
    const key = traceKey(trace);
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.summary = undefined;
      return;
    }
    const life = new Life(key, trace);
    this.#all.add(life);
    this.#name(life, key);
  }

  #removeTrace(trace: StoredTrace): void {
    const life = this.#byKey.get(traceKey(trace));
    if (life !== undefined) this.#drop(life);
  }
}

const MAX_DEAD_QUEUES = 1000;
