import type { Context, SpanKind } from '@opentelemetry/api';
import type { Options } from '../options';
import type { DropReason } from '../propagation/messageAttributes';
import type { ServerAddress } from '../semconv/aws';
import type { MessagingOperation, Semconv } from '../semconv/semconv';
import type { Concealment } from './concealment';

/**
 * What this package knows of one AWS service: a table of operations that answer questions about a request and its
 * response. A service names no attribute, its convention does.
 *
 * The functions are methods, so that a table may type its inputs as the SDK does; they are called with whatever the
 * application passed, and one that throws costs its own answers only.
 */
export interface ServiceDefinition<Request = unknown, Response = unknown> {
  /** The client's `serviceId` without blanks: the first part of the span's name. */
  readonly id: string;
  readonly semconv: Semconv<Request, Response>;
  readonly operations: Readonly<Record<string, OperationDefinition<Request, Response>>>;
  /** Every operation that the table does not list. */
  readonly others?: OperationDefinition<Request, Response>;
}

export interface OperationDefinition<Request = unknown, Response = unknown> {
  /** Default CLIENT. */
  readonly kind?: SpanKind;
  /** What it does with messages, if it is a message operation. */
  readonly messaging?: MessagingOperation;
  /** What the request tells, known before the span starts. */
  request?(this: void, input: object, options: Options): Request;
  /**
   * What the {@link destination} alone tells. Together with `server` and `region`, which must not depend on anything
   * else then, it is worked out once for each destination.
   */
  addressed?(this: void, destination: string): Request;
  /** What the response tells. */
  response?(this: void, output: object, options: Options): Response;
  /** The host that the request names, for a client without a custom endpoint. */
  server?(this: void, input: object, config: { readonly useQueueUrlAsEndpoint?: unknown }): ServerAddress | undefined;
  /** The region that the request names, else the client's counts; only for conventions that want one of their own. */
  region?(this: void, input: object): string | undefined;
  /** Conceals what nobody may see of the request in the message of an error that echoes it; default: its content. */
  conceals?(this: void, input: object, into: Concealment): void;
  /** What an error that the service answered with tells, beyond its type. */
  rejection?(this: void, error: object): Response;
  /** The text of a query, if the user's serializer gives one. */
  queryText?(this: void, input: object, options: Options, operation: string): string | undefined;
  /** The body of a response that shall have a span of its own, from its first to its last byte. */
  body?(this: void, output: object, options: Options): unknown;
  /** The events of a response that has more to come: the call lasts until they end. */
  events?(this: void, output: object): unknown;
  /** An event that tells of a failure. */
  eventFailure?(this: void, event: unknown): Failure | undefined;
  /** A response that tells of a failure although the call succeeded. */
  failure?(this: void, output: object): Failure | undefined;
  /** What the request addresses. Where messages go, it is asked before a trace context is put into them. */
  destination?(this: void, input: object): string | undefined;
  /** A new input that carries the trace context; the very same one if there is nothing to add. */
  inject?(this: void, input: object, contexts: MessageContexts, options: Options): object;
  /** A new input that asks for what the consumer side needs. */
  ask?(this: void, input: object, options: Options, command: object): object;
  /** A call that sends several messages. */
  readonly batch?: BatchDefinition<Request>;
  /** How the entries of a batch fared. */
  results?(this: void, output: object): readonly EntryResult<Response>[];
  /** The messages that a response brings. */
  receives?(this: void, output: object, input: object): Reception;
  /** The messages that a request settles. */
  settles?(this: void, input: object): readonly Settlement[];
}

/** A failure that the response tells of. */
export interface Failure {
  /** For `error.type`. */
  readonly type: string;
  /** For the span's status. */
  readonly message: string;
}

/** Whom an injection asks for the contexts of messages, and tells how it fared. */
export interface MessageContexts {
  /** For the message at an index; undefined where it shall go out as it came. */
  contextOf(index: number): Context | undefined;
  /** A message keeps the context that the application gave it. */
  kept(message: object): void;
  /** A message's attributes had no room for its context. */
  dropped(reason: DropReason): void;
}

export interface BatchDefinition<Request> {
  entries(this: void, input: object): readonly object[];
  /** What is known of one entry, for its create span. */
  create(this: void, entry: object, input: object, options: Options): Request;
}

/** How one entry of a batch fared. */
export interface EntryResult<Response = unknown> {
  readonly id: string | undefined;
  readonly messageId?: string | undefined;
  /** What the response tells of the entry. */
  readonly response?: Response | undefined;
  /** Set if the entry failed. */
  readonly failureCode?: string | undefined;
}

/** What a receive brought, and what the request said of it. */
export interface Reception {
  readonly messages: readonly object[];
  readonly queueUrl?: string | undefined;
  /** Seconds, if the request gave it. */
  readonly visibilityTimeout?: number | undefined;
}

/** One message that a request settles. */
export interface Settlement {
  readonly receiptHandle: string;
  readonly outcome: 'deleted' | 'released' | 'extended';
  /** Batch: the entry's id. */
  readonly id?: string | undefined;
  /** Seconds, of a visibility change. */
  readonly visibilityTimeout?: number | undefined;
}

/** Checks a table against the types of its convention; the registry itself does not care which convention it is. */
export function defineService<Request, Response>(
  definition: ServiceDefinition<Request, Response>,
): ServiceDefinition<Request, Response> {
  return definition;
}
