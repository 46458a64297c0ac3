import { shared } from '../shared';

/** A receive that is made by a consumer library. */
export interface Poll {
  /** Settles when the library's class has been looked for; it never rejects. */
  readonly found: Promise<unknown>;
}

/** @param input what is asked with */
type Look = (input: object) => Poll | undefined;

/**
 * What knows consumer libraries looks at the stack of a receive: where no hook saw the library's module, this is the
 * only trace of it. Who looks is in a later room.
 */
const watch = shared('watch of polls', () => ({
  look: undefined as Look | undefined,
  looks: new WeakMap<object, number>(),
}));

/** A look takes some twenty microseconds, and a client is used in the same way for as long as it lives. */
const MAX_LOOKS = 64;

export function watchPolls(look: Look | undefined): void {
  watch.look = look;
}

/**
 * Looks at the first receives of a client. Those of a consumer library are looked at until one of its messages has a
 * process span.
 */
export function lookAtPoll(client: object, input: object): Poll | undefined {
  if (watch.look === undefined) return undefined;
  const looks = watch.looks.get(client) ?? 0;
  if (looks >= MAX_LOOKS) return undefined;
  const poll = watch.look(input);
  if (poll === undefined) watch.looks.set(client, looks + 1);
  return poll;
}

export function stopLooking(client: object): void {
  watch.looks.set(client, MAX_LOOKS);
}
