import type { Attributes, SpanKind } from '@opentelemetry/api';
import { type Members, membersOf } from '../../values';

/** What the span of a call starts with in the place of what this package says, where another one said it otherwise. */
export interface OtherStart {
  /** Undefined if it is the same. */
  readonly name: string | undefined;
  readonly kind: SpanKind;
  /** Beside ours, or in their place. */
  readonly attributes: Attributes;
}

export type StartsAs = (service: string, operation: string, input: Readonly<Record<string, unknown>>) => OtherStart;

/** What a translated configuration holds that no option can say. */
export interface Made {
  readonly startsAs: StartsAs | undefined;
  /** Whether spans get guesses where nobody tells: the other one's numbers. */
  readonly estimates: boolean;
}

/** Enumerable, so that a copy has it, too: an instrumentation may translate what its constructor hands to `setConfig`. */
export const MADE: unique symbol = Symbol.for('opentelemetry-instrumentation-sqs made from aws-sdk');

/** How spans start by a configuration; undefined for the manner of this package. */
export function startsAsOf(config: object): StartsAs | undefined {
  const { startsAs } = madeOf(config);
  return typeof startsAs === 'function' ? (startsAs as StartsAs) : undefined;
}

export function estimatesOf(config: object): boolean {
  return madeOf(config)['estimates'] === true;
}

function madeOf(config: object): Members {
  return membersOf((config as { readonly [MADE]?: unknown })[MADE]);
}
