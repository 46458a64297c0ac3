import type { Span } from '@opentelemetry/api';
import type { LooseFunction } from '../looseFunction';

/** A request as the hooks of `@opentelemetry/instrumentation-aws-sdk` see it. A hook for one command may name its `Input`. */
export interface AwsInstrumentationRequest<Input extends object = Record<string, unknown>> {
  /** `SQS` */
  serviceName: string;
  /** `SendMessage` */
  commandName: string;
  /** This call's own copy: what `preRequestHook` changes in it is sent. */
  commandInput: Input;
  /** Known in every hook, unless the region is not told at all. */
  region?: string;
}

/** What `preRequestHook` and `exceptionHook` of `@opentelemetry/instrumentation-aws-sdk` get. */
export interface AwsInstrumentationRequestInfo<Input extends object = Record<string, unknown>> {
  /**
   * Of the client's package (`3.1000.0`); of bundled code, what the client tells of itself. There it is, since 3.363, that
   * of an inner module.
   */
  moduleVersion?: string;
  request: AwsInstrumentationRequest<Input>;
}

/** What `responseHook` of `@opentelemetry/instrumentation-aws-sdk` gets. */
export interface AwsInstrumentationResponseInfo<Output = unknown, Input extends object = Record<string, unknown>> {
  /** That of the request's hook. */
  moduleVersion?: string;
  response: {
    /** What the application gets. */
    data: Output;
    /** The object that `preRequestHook` got. */
    request: AwsInstrumentationRequest<Input>;
    /** Empty if the answer has none. */
    requestId: string;
  };
}

/** The options of `@opentelemetry/instrumentation-aws-sdk`, of all releases for the AWS SDK v3. */
export interface AwsInstrumentationConfig {
  /** Whether it starts switched on. Default `true`. */
  enabled?: boolean | undefined;
  /** Before a request. What it changes in `commandInput` is sent. */
  preRequestHook?:
    | ((span: Span, info: AwsInstrumentationRequestInfo) => void)
    | LooseFunction<[span: Span, info: AwsInstrumentationRequestInfo<object>], void>
    | undefined;
  /** After a call that succeeded. */
  responseHook?:
    | ((span: Span, info: AwsInstrumentationResponseInfo) => void)
    | LooseFunction<[span: Span, info: AwsInstrumentationResponseInfo<unknown, object>], void>
    | undefined;
  /** After a call that failed. */
  exceptionHook?:
    | ((span: Span, info: AwsInstrumentationRequestInfo, error: unknown) => void)
    | LooseFunction<[span: Span, info: AwsInstrumentationRequestInfo<object>, error: unknown], void>
    | undefined;
  /** Of releases until 0.57: once for each processed message. */
  sqsProcessHook?: ((span: Span, info: { message: object }) => void) | undefined;
  /** `db.query.text` of a DynamoDB call. */
  dynamoDBStatementSerializer?:
    | ((operation: string, commandInput: Record<string, unknown>) => string | undefined)
    | undefined;
  /** Hide the spans of the HTTP request below a call. */
  suppressInternalInstrumentation?: boolean | undefined;
  /** Nothing depends on it: contexts in bodies are always read. */
  sqsExtractContextPropagationFromPayload?: boolean | undefined;
}

/** Options of `fromAwsInstrumentationConfig`. */
export interface FromAwsInstrumentationOptions {
  /**
   * The names and kinds of spans of `@opentelemetry/instrumentation-aws-sdk` in the place of ours, and its attribute
   * names beside ours, for dashboards that stay for a while. Samplers see them, too. Spans of Bedrock's Cohere Command
   * and Mistral have its estimates of tokens (characters divided by six); metrics count only what is told. Default `false`.
   */
  stockNames?: boolean | undefined;
}
