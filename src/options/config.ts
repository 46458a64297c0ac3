import type { Span } from '@opentelemetry/api';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';

/**
 * Called before a request is sent.
 *
 * `apiParams` is this call's own copy: assigning to it, or into its `MessageAttributes`, changes what is sent and never
 * the caller's object. A hook that throws costs one line of diagnostics.
 * @param span the call's span
 * @param serviceName as in the span's name: `SQS`
 * @param operationName as in the span's name: `SendMessage`
 */
export type RequestHook = (
  span: Span,
  serviceName: string,
  operationName: string,
  apiParams: Record<string, unknown>,
) => void;

/** Called after the response: on failure `result` is undefined and `error` is what the caller will catch. */
export type ResponseHook = (
  span: Span,
  serviceName: string,
  operationName: string,
  result: Record<string, unknown> | undefined,
  error?: unknown,
) => void;

/** Called once for each processed message, inside its process span. */
export type ProcessHook = (span: Span, message: object) => void;

/** Decides before anything else whether a call is left alone: no span, no injection, the request as it was. */
export type IgnorePredicate = (serviceName: string, operationName: string, apiParams: object) => boolean;

/** Decides of a call that failed whether the application expects that: a lock that is taken, an object that is not there. */
export type ExpectedErrorsPredicate = (serviceName: string, operationName: string, error: unknown) => boolean;

/** Decides for each destination (queue URL or name, topic ARN) whether a trace context is put into its messages. */
export type PropagatePredicate = (destination: string) => boolean;

/** The largest message, in bytes, that each destination (queue URL, topic ARN) takes. */
export type MessageSizeLimit = (destination: string) => number;

/** `db.query.text` of a DynamoDB call, or undefined for none. The input can hold key values: leave them out. */
export type DynamoDBStatementSerializer = (operation: string, input: object) => string | undefined;

/** Configuration of {@link SqsInstrumentation} and `instrumentClient`. Everything is optional. */
export interface SqsInstrumentationConfig extends InstrumentationConfig {
  /** `(span, serviceName, operationName, apiParams)`, before a request. What it changes in `apiParams` is sent. */
  requestHook?: RequestHook | undefined;
  /** `(span, serviceName, operationName, result, error?)`, after it; has the last word over attributes. */
  responseHook?: ResponseHook | undefined;
  /** `(span, message)`, once for each processed message. */
  processHook?: ProcessHook | undefined;
  /** `(serviceName, operationName, apiParams) => boolean`: no span, no injection, the request as it was. */
  ignore?: IgnorePredicate | undefined;
  /** `(serviceName, operationName, error) => boolean`: an error that is none; the span keeps `error.type`. */
  expectedErrors?: ExpectedErrorsPredicate | undefined;
  /** No span outside of a trace. Default `false`. */
  requireParentSpan?: boolean;
  /** Hide the spans of the HTTP request below a call. Default `false`. */
  suppressInternalInstrumentation?: boolean;
  /** `'messaging'` names messaging spans `send <queue>`, `receive <queue>`. Default `'operation'`: `SQS.SendMessage`. */
  spanNames?: 'operation' | 'messaging';
  /** Put the trace context into messages. Default `true`; a predicate decides for each destination. */
  propagateMessageContext?: boolean | PropagatePredicate;
  /**
   * The `AWSTraceHeader` system attribute: when no message attribute is free, always, or never, which does not read it
   * either. Default `'overflow'`.
   */
  awsTraceHeader?: 'overflow' | 'always' | 'never';
  /** A `create <queue>` span for each entry of a batch send. Default `true`. */
  batchCreateSpans?: boolean;
  /** ReceiveMessage asks for what propagation and queue time need; `'all'`: for all attributes. Default `true`. */
  autoIncludeMessageAttributes?: boolean | 'all';
  /**
   * How much spans, links and metrics say: `'full'`, or with `'standard'` what the semantic conventions require and
   * recommend and the outcome of a processed message, for backends that charge by the byte. Default `'full'`.
   * @see https://opentelemetry.io/docs/specs/semconv/general/attribute-requirement-level/
   */
  detail?: 'full' | 'standard';
  /** `'drop'`: a poll that brought no message leaves no span. Default `'span'`. */
  emptyReceives?: 'span' | 'drop';
  /** Whether the process span links to the producer or is its child. Default `'link'`. */
  consumerRelation?: 'link' | 'parent';
  /**
   * Message attributes to record, as `messaging.sqs.message.<lower-cased name>`.
   * Default `['MessageType', 'Priority', 'Source']`, and none with `detail: 'standard'`.
   */
  capturedMessageAttributes?: string[];
  /**
   * Largest message in bytes, body and attributes, that injection may produce; a function gives it for each destination.
   * Default: the queue's limit as far as a response has shown it, else the service's.
   */
  maxMessageSize?: number | MessageSizeLimit;
  /** Messaging, RPC and database metrics. Default `true`. */
  metrics?: boolean;
  /** `(operation, input) => string | undefined`: the `db.query.text` of a DynamoDB call. Default: none. */
  dynamoDBStatementSerializer?: DynamoDBStatementSerializer | undefined;
  /** A child span of `GetObject` for its `Body`, from the first byte to the last. Default `false`. */
  s3BodySpans?: boolean;
  /** Put the trace context into the `Detail` of EventBridge events, as `_trace`. Default `false`: schemas may object. */
  eventBridgeDetailInjection?: boolean;
  /**
   * Put the trace context into the `Data` of Kinesis records, as `_trace`, where they are JSON objects. Other data, and
   * aggregates of the Kinesis Producer Library, stay as they are. Default `false`: schemas may object.
   */
  kinesisDataInjection?: boolean;
  /**
   * `X-Amzn-Trace-Id` of the span on every AWS request and on each of its attempts, in the place of the one that the SDK
   * sends inside Lambda; a header that the application sets itself stays. Default `false`.
   */
  xrayRequestHeader?: boolean;
}
