import type { Context, Exception } from '@opentelemetry/api';
import type { ServerAddress } from '../semconv/aws';
import type { OperationDefinition, ServiceDefinition } from '../services/service';
import type { ClientProfile } from './client';
import type { HelperRun } from './helperRun';

/** The kind of a call: what it shares with every other call of the same command on the same client. */
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
  /** What the middleware was called with: the command itself, or a copy of it. */
  readonly command: object;
  /** The caller's own input: read only. */
  readonly input: object;
  /** In which it was made. */
  readonly context: Context;
  /** The run of a waiter or a paginator that the call belongs to. */
  readonly run?: HelperRun | undefined;
}

/** How a call ended, for whoever turns it into attributes, status and metrics. */
export interface Outcome {
  /** Undefined if the call failed. */
  readonly output: object | undefined;
  readonly error?: unknown;
  /** What may be recorded of the error. */
  readonly exception?: Exception | undefined;
  readonly requestId?: string | undefined;
  readonly extendedRequestId?: string | undefined;
  readonly statusCode?: number | undefined;
  readonly attempts?: number | undefined;
  /** Milliseconds. */
  readonly totalRetryDelay?: number | undefined;
  /** The host that was really contacted, as far as the SDK tells. */
  readonly server?: ServerAddress | undefined;
  /** Set if the call failed, or if its response tells of a failure. */
  readonly errorType?: string | undefined;
  readonly errorMessage?: string | undefined;
  /**
   * The failure is nobody's error, and the span says its type only: the application aborted the call, or expects errors
   * like this one, which metrics then do not count as errors either.
   */
  readonly tolerated?: 'aborted' | 'expected' | undefined;
}
