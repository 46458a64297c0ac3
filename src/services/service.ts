import type { Context, SpanKind } from '@opentelemetry/api';
import type { Options } from '../options';
import type { DropReason } from '../propagation/messageAttributes';
import type { ServerAddress } from '../semconv/aws';
import type { MessagingOperation, Semconv } from '../semconv/semconv';
import type { Concealment } from './concealment';

/**
 * What this package knows about one AWS service: a table of operations that answer questions about a request and its
 * response. A service does not name attributes; its convention does.
 *
 * The functions are methods, so that a table can use the input types of the SDK. They get what the application passed,
 * which may be anything. A function that throws loses only its own answers.
 */
export interface ServiceDefinition<Request = unknown, Response = unknown> {
  /** The client's `serviceId` without blanks: the first part of the span's name. */
  readonly id: string;
  readonly semconv: Semconv<Request, Response>;
  readonly operations: Readonly<Record<string, OperationDefinition<Request, Response>>>;
  /** Whether operations may have a host of their own: a prefix, or one that the service says. */
  readonly severalHosts?: boolean;
  /** The definition of every operation that the table does not list. */
  readonly others?: OperationDefinition<Request, Response>;
}

/** What a request and its answer are asked for; each question costs something on every call. */
export interface Questions<Request = unknown, Response = unknown> {
  /** Facts from the request. They are known before the span starts. */
  request?(this: void, input: object, options: Options): Request;
  /** Facts about one entry of a batch, for its create span. */
  create?(this: void, entry: object, options: Options): Request;
  /** Facts from the response to a request. */
  response?(this: void, output: object, options: Options, input?: object, headers?: unknown): Response;
  /** Facts from an error that the service answered with, in addition to its type. */
  rejection?(this: void, error: object): Response;
}

export interface OperationDefinition<Request = unknown, Response = unknown> extends Questions<Request, Response> {
  /** The kind of the span. Default: CLIENT. */
  readonly kind?: SpanKind | ((this: void, options: Options) => SpanKind);
  /** What the operation does with messages, if it is a messaging operation. */
  readonly messaging?: MessagingOperation;
  /** The service's own word for that, where it is not the kind: a settle operation deletes, or changes the visibility. */
  readonly messagingName?: string;
  /** All that is asked with `detail: 'standard'`. Default: nothing. */
  readonly standard?: Questions<Request, Response> | undefined;
  /**
   * Facts that follow from the {@link destination} alone. They are computed once for each destination, together with
   * `server` and `region`. Those two must then depend on the destination only.
   */
  addressed?(this: void, destination: string): Request;
  /** Remembers facts from a response that later requests need. */
  learnFrom?(this: void, output: object, input: object): void;
  /** The host that the request names, for a client without a custom endpoint. */
  server?(this: void, input: object, config: { readonly useQueueUrlAsEndpoint?: unknown }): ServerAddress | undefined;
  /**
   * The region that the request names. Without one, the client's region counts. Only for conventions with a region
   * attribute of their own.
   */
  region?(this: void, input: object): string | undefined;
  /** Conceals secret parts of the request in the message of an error that quotes them. Default: the content. */
  conceals?(this: void, input: object, into: Concealment): void;
  /** The text of a query, if the user's serializer returns one. */
  queryText?(this: void, input: object, options: Options, operation: string): string | undefined;
  /** The body of a response that gets a span of its own, from its first to its last byte. */
  body?(this: void, output: object, options: Options): unknown;
  /** The events of a response that has more to come: the call lasts until they end. */
  events?(this: void, output: object): unknown;
  /** Facts from an event; undefined if it has none. */
  eventResponse?(this: void, event: unknown): Response | undefined;
  /** The failure that an event reports. */
  eventFailure?(this: void, event: unknown): Failure | undefined;
  /** What an answer may not tell, for those who want it guessed. */
  readonly estimates?: Estimates<Response>;
  /** The failure that a response reports although the call succeeded. */
  failure?(this: void, output: object): Failure | undefined;
  /** What the request addresses. The option `propagateMessageContext` is asked with it before an injection. */
  destination?(this: void, input: object): string | undefined;
  /** A new input that carries the trace context, or the same input if there is nothing to add. */
  inject?(this: void, input: object, contexts: MessageContexts, options: Options): object;
  /** A new input that also requests the attributes that the consumer side needs. */
  ask?(this: void, input: object, options: Options, command: object): object;
  /** How many messages the request sends. Default: the entries of its batch, else one. */
  sends?(this: void, input: object): number;
  /** A call that sends several messages. */
  readonly batch?: BatchDefinition;
  /** The results of the entries of a batch. */
  results?(this: void, output: object): readonly EntryResult<Response>[];
  /** The messages in a response. */
  receives?(this: void, output: object, input: object): Reception;
  /** The messages that a request settles. */
  settles?(this: void, input: object): readonly Settlement[];
}

const NOTHING: Questions = {};

/** What an operation is asked for, in the detail that is wanted. */
export function questionsOf(definition: OperationDefinition, { naming }: Options): Questions {
  return naming.detail ? definition : (definition.standard ?? NOTHING);
}

/** Facts that nobody tells, from the length of what is sent and answered: only for those who ask for them. */
export interface Estimates<Response = unknown> {
  request(this: void, input: object): Response | undefined;
  response(this: void, output: object, input: object): Response | undefined;
  event(this: void, event: unknown, input: object): Response | undefined;
}

/** A failure that the response reports. */
export interface Failure {
  /** For `error.type`. */
  readonly type: string;
  /** For the span's status. */
  readonly message: string;
}

/** Gives an injection the contexts of the messages, and takes its results. */
export interface MessageContexts {
  /** The context for the message at an index; undefined if the message is sent unchanged. */
  contextOf(index: number): Context | undefined;
  /**
   * Whether a message keeps the context that it carries: one that the application gave it, and not one that came with a
   * received message whose attributes were copied.
   */
  keeps(message: object): boolean;
  /** Reports that a context did not fit into a message's attributes. */
  dropped(reason: DropReason): void;
}

interface BatchDefinition {
  entries(this: void, input: object): readonly object[];
  /** For the names of the create spans. Their attributes do not repeat it: the span of the batch says it. */
  destinationName(this: void, input: object): string | undefined;
}

/** The result of one entry of a batch. */
export interface EntryResult<Response = unknown> {
  readonly id: string | undefined;
  readonly messageId?: string | undefined;
  /** Facts about the entry from the response. */
  readonly response?: Response | undefined;
  /** Set if the entry failed. */
  readonly failureCode?: string | undefined;
  /** Of the service, which may quote the request: it is not recorded. */
  readonly failureMessage?: string | undefined;
}

/** What a receive returned, and what its request asked for. */
export interface Reception {
  readonly messages: readonly object[];
  readonly queueUrl?: string | undefined;
  /** Seconds, if the request has it. */
  readonly visibilityTimeout?: number | undefined;
}

/** One message that a request settles. */
export interface Settlement {
  readonly receiptHandle: string;
  readonly outcome: 'deleted' | 'released' | 'extended';
  /** The id of the entry, for a batch. */
  readonly id?: string | undefined;
  /** Seconds, for a change of the visibility. */
  readonly visibilityTimeout?: number | undefined;
}

/**
 * Checks a table against the types of its convention. The registry itself accepts the definitions of any convention.
 */
export function defineService<Request, Response>(
  definition: ServiceDefinition<Request, Response>,
): ServiceDefinition<Request, Response> {
  return definition;
}
