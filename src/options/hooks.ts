import type { Span } from '@opentelemetry/api';
import type { HookedService, PredicateArguments, RequestArguments, ResponseArguments } from './awsCalls';
import type { LooseFunction } from './looseFunction';

/**
 * Called before a request is sent.
 *
 * `apiParams` is this call's own copy: assigning to it, or into its `MessageAttributes`, changes what is sent and never
 * the caller's object. A hook that throws costs one line of diagnostics.
 *
 * Where a hook compares `serviceName` with `'SQS'` or `'SNS'`, and `operationName` with a command of it, `apiParams` has
 * the type that the client's package gives to its input, if that package is installed. A hook for one command may name
 * the type: `apiParams: SendMessageCommandInput`. Else members are `unknown`.
 * @param span the call's span
 * @param serviceName as in the span's name: `SQS`
 * @param operationName as in the span's name: `SendMessage`
 * @example
 * new SqsInstrumentation({
 *   requestHook: (span, serviceName, operationName, apiParams) => {
 *     if (serviceName === 'SQS' && operationName === 'SendMessage') apiParams.DelaySeconds = 5;
 *   },
 * });
 */
export type RequestHook =
  | ((...call: RequestArguments) => void)
  | LooseFunction<[span: Span, serviceName: HookedService, operationName: string, apiParams: object], void>;

/**
 * Called after the response: on failure `result` is undefined and `error` is what the caller will catch. `result` has its
 * type in the same way as `apiParams` of a {@link RequestHook}.
 */
export type ResponseHook =
  | ((...call: ResponseArguments) => void)
  | LooseFunction<
      [span: Span, serviceName: HookedService, operationName: string, result: object | undefined, error?: unknown],
      void
    >;

/**
 * Called once for each processed message, inside its process span. A hook may name the type of the messages that the
 * application processes: `Message`, `SQSRecord`, `KafkaMessage`, `ConsumeMessage`.
 */
// A method's parameters are compared in both directions: nobody else knows what an application processes.
export type ProcessHook = { hook(span: Span, message: object): void }['hook'];

/** Decides before anything else whether a call is left alone: no span, no injection, the request as it was. */
export type IgnorePredicate =
  | ((...call: PredicateArguments) => boolean)
  | LooseFunction<[serviceName: HookedService, operationName: string, apiParams: object], boolean>;

/** Decides of a call that failed whether the application expects that: a lock that is taken, an object that is not there. */
export type ExpectedErrorsPredicate = (serviceName: string, operationName: string, error: unknown) => boolean;
