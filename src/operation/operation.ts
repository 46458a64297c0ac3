import type { Context, Exception } from '@opentelemetry/api';
import type { ServerAddress } from '../semconv/aws';
import type { OperationDefinition, ServiceDefinition } from '../services/service';
import type { ClientProfile } from './client';
import type { HelperRun } from './helperRun';

/** What all calls of the same command on the same client have in common. */
export interface OperationKind {
  readonly client: ClientProfile;
  readonly service: ServiceDefinition;
  /** `SendMessage` */
  readonly name: string;
  /** `SQS.SendMessage` */
  readonly fullName: string;
  readonly definition: OperationDefinition;
}

/** One call. */
export interface Operation {
  readonly kind: OperationKind;
  // Once the call has ended, these are empty.
  /** The argument of the middleware: the command itself, or a copy of it. */
  command: object;
  /** The caller's own input. It is only read. */
  input: object;
  /** The context that was active when the call was made. */
  context: Context;
  /** The run of a waiter or a paginator that the call belongs to. */
  readonly run?: HelperRun | undefined;
}

/** How a call ended. Attributes, status and metrics are made from it. */
export interface Outcome {
  /** Undefined if the call failed. */
  readonly output: object | undefined;
  readonly error?: unknown;
  /** The part of the error that may be recorded. */
  readonly exception?: Exception | undefined;
  readonly requestId?: string | undefined;
  readonly extendedRequestId?: string | undefined;
  readonly statusCode?: number | undefined;
  readonly attempts?: number | undefined;
  /** Of the answer, as they came. */
  readonly headers?: unknown;
  /** The body of the answer as it comes from the connection, where events are read from it. */
  readonly body?: unknown;
  /** Milliseconds. */
  readonly totalRetryDelay?: number | undefined;
  /** The host that was contacted, if the SDK says so. */
  readonly server?: ServerAddress | undefined;
  /** The region that the request was signed for, if the SDK says so. */
  readonly region?: string | undefined;
  /** Set if the call failed, or if its response reports a failure. */
  readonly errorType?: string | undefined;
  readonly errorMessage?: string | undefined;
  /**
   * The failure is nobody's error, and the span says its type only: the application aborted the call, or expects errors
   * like this one, which metrics then do not count as errors either.
   */
  readonly tolerated?: 'aborted' | 'expected' | undefined;
}
