import type { Span } from '@opentelemetry/api';

/**
 * The members of a request or of a response. With `any`, what the packages of the SDK declare is such an object, too, so
 * that a hook may name its type.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- no other index signature is compared with what an interface has
export type AwsMembers = Record<string, any>;

/**
 * Called before a request is sent.
 *
 * `apiParams` is this call's own copy: assigning to it, or into its `MessageAttributes`, changes what is sent and never
 * the caller's object. A hook that throws costs one line of diagnostics. A hook for one command may name the type of its
 * input: `apiParams: SendMessageCommandInput`.
 * @param span the call's span
 * @param serviceName as in the span's name: `SQS`
 * @param operationName as in the span's name: `SendMessage`
 */
// A method's parameters are compared in both directions: nobody else knows which calls an application makes.
export type RequestHook = {
  hook(span: Span, serviceName: string, operationName: string, apiParams: AwsMembers): void;
}['hook'];

/** Called after the response: on failure `result` is undefined and `error` is what the caller will catch. */
export type ResponseHook = {
  hook(span: Span, serviceName: string, operationName: string, result: AwsMembers | undefined, error?: unknown): void;
}['hook'];

/**
 * Called once for each processed message, inside its process span. A hook may name the type of the messages that the
 * application processes: `Message`, `SQSRecord`, `KafkaMessage`, `ConsumeMessage`.
 */
export type ProcessHook = { hook(span: Span, message: object): void }['hook'];

/** Decides before anything else whether a call is left alone: no span, no injection, the request as it was. */
export type IgnorePredicate = {
  ignore(serviceName: string, operationName: string, apiParams: AwsMembers): boolean;
}['ignore'];

/** Decides of a call that failed whether the application expects that: a lock that is taken, an object that is not there. */
export type ExpectedErrorsPredicate = (serviceName: string, operationName: string, error: unknown) => boolean;
