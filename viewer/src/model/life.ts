import type { StoredSpan, StoredTrace } from './stored';
import type { Summary } from './summary';

/** What is known to belong to one message; or a trace that is about none. */
export class Life {
  /** The keys by which its spans are found to belong together. Each one names it, for as long as it is kept. */
  readonly keys = new Set<string>();
  readonly members = new Set<StoredSpan>();
  /** Keys of spans that may have sent it. */
  readonly claims = new Set<string>();
  /** What its brokers have called it. */
  readonly messageIds = new Set<string>();
  /** Of a trace that is about no message. */
  readonly trace: StoredTrace | undefined;
  readonly id: string;
  /** Undefined while something about it is new. */
  summary: Summary | undefined;
  /** Whether it was merged into another one, or all of its spans are gone. */
  gone = false;

  constructor(id: string, trace?: StoredTrace) {
    this.id = id;
    this.trace = trace;
  }
}
