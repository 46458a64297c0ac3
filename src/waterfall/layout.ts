import { columnsOf } from './text';
import type { TraceRow } from './traceRows';

/** How the columns of a line are shared: name, kind, bar, duration, status. */
export interface Layout {
  readonly width: number;
  readonly name: number;
  /** Columns of `name` that tree lines take at most. */
  readonly tree: number;
  /** 0 where there is no room for it. */
  readonly kind: number;
  /** 0 where there is no room for it. */
  readonly bar: number;
  readonly duration: number;
}

const KIND = 8;
const DURATION = 7;
const STATUS = 1;
/** A shorter bar shows no more than that there is one. */
const LEAST_BAR = 10;
/** Short names do not pull the columns to the left: what is drawn later stands below what was drawn before. */
const LEAST_NAME = 24;
/** What is left of the name where the tree is deep. */
const LEAST_LABEL = 12;
/** Names get this much of the line at most, so that the bars keep theirs. */
const NAME_SHARE = 0.42;

/** One layout for all traces, so that their columns stand below each other. */
export function createLayout(width: number, rows: readonly TraceRow[]): Layout {
  const wanted = rows.reduce((most, { node, branch }) => Math.max(most, columnsOf(branch + node.name)), LEAST_NAME);
  const name = Math.min(wanted, Math.floor(width * NAME_SHARE));
  const left = width - name - (DURATION + 1) - (STATUS + 1) - 1;
  const withKind = left - (KIND + 1);
  const tree = treeWithin(name);
  if (withKind >= LEAST_BAR) return { width, name, tree, kind: KIND, bar: withKind, duration: DURATION };
  if (left >= LEAST_BAR) return { width, name, tree, kind: 0, bar: left, duration: DURATION };
  const alone = Math.max(1, width - (DURATION + 1) - (STATUS + 1));
  return { width, name: alone, tree: treeWithin(alone), kind: 0, bar: 0, duration: DURATION };
}

function treeWithin(name: number): number {
  return Math.max(Math.floor(name / 2), name - LEAST_LABEL);
}
