import { type Attributes, type Context, SpanKind } from '@opentelemetry/api';
import type { FaasTrigger } from '../../../semconv/faas';
import type { BatchShape } from '../../batchShape';

/** What an event of a Lambda function is, for the span of its invocation. */
export interface LambdaEvent {
  /**
   * `messages` has records that are processed one by one; `notification` tells of something that happened elsewhere (an
   * object, an e-mail); `http` is a request; `timer` a schedule. `other` is anything else.
   */
  readonly kind: 'messages' | 'http' | 'timer' | 'notification' | 'other';
  readonly trigger: FaasTrigger;
  /** The messages, as the application has them; empty where the event is no list of messages. For `openBatch`. */
  readonly records: readonly unknown[];
  /** How the span of a batch of these records differs from others. For `openBatch`. */
  readonly shape: BatchShape;
  /** The name of the span where the event has no records; undefined is the name of the function. */
  readonly name: string | undefined;
  /** The kind of the span where the event has no records. */
  readonly spanKind: SpanKind;
  /** What the span says of the event, beside `shape.attributes`, where the event has no records. */
  readonly attributes: Attributes;
  /** What the conventions do not ask for, beside these. */
  readonly details: () => Attributes;
  /** `base` with the context that the event brings for its whole span, if it does: that of an HTTP request. */
  readonly parent: (base: Context) => Context;
  /**
   * What may name the spans that created the event, where it is nothing that is known: a rule or a pipe hands on a part of
   * what came, an event's detail for example, and a state machine one record.
   */
  readonly carriers: () => readonly unknown[];
  /** Which records a partial batch response makes come again, as whoever invoked the function reads it. */
  readonly failedRecords: (identifiers: readonly unknown[]) => FailedRecords;
  /** What the result of the function says of the span; nothing where it is no response to a request. */
  readonly outcomeOf: (result: unknown) => EventOutcome;
}

/** Records of the event, or all of them. */
export type FailedRecords = ReadonlySet<unknown> | 'all';

/** How an event without records ended. */
export interface EventOutcome {
  readonly attributes: Attributes;
  /** `error.type`, if the result reports a failure. */
  readonly errorType?: string | undefined;
}

const NONE: FailedRecords = new Set();
const NOTHING: EventOutcome = { attributes: {} };

/** Something that is not known, and passes. */
export const OTHER_EVENT: LambdaEvent = {
  kind: 'other',
  trigger: 'other',
  records: [],
  shape: {},
  name: undefined,
  spanKind: SpanKind.SERVER,
  attributes: {},
  details: () => ({}),
  parent: (base) => base,
  carriers: () => [],
  failedRecords: () => NONE,
  outcomeOf: () => NOTHING,
};
