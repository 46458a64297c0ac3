import type { MessageRow, Wait } from './source';
import type { StoredSpan } from './stored';

/** What the list, the map and the plots want to know of a life. */
export interface Summary {
  readonly row: MessageRow;
  /** The spans that sent it first, the earliest first: also ones that are about other messages, too. */
  readonly senders: readonly StoredSpan[];
  readonly attempts: readonly StoredSpan[];
  readonly waits: readonly Wait[];
  /** Where it was, in this order. */
  readonly stations: readonly Station[];
  readonly end: number;
  /** False for what stands in other rows, or is nothing but a poll. */
  readonly listed: boolean;
}

/** A queue or topic that a message was in. */
export interface Station {
  readonly destination: string;
  readonly system: string | undefined;
  readonly at: number;
  /** Who sent it there; undefined where a broker moved it. */
  readonly sentBy: StoredSpan | undefined;
  readonly attempts: readonly StoredSpan[];
  readonly dead: boolean;
}

