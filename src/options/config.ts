import type { ExpectedErrorsPredicate, IgnorePredicate, ProcessHook, RequestHook, ResponseHook } from './hooks';

/** Decides for each destination (queue URL or name, topic ARN) whether a trace context is put into its messages. */
export type PropagatePredicate = (destination: string) => boolean;

/** The largest message, in bytes, that each destination (queue URL, topic ARN) takes. */
export type MessageSizeLimit = (destination: string) => number;

/** `db.query.text` of a DynamoDB call, or undefined for none. The input can hold key values: leave them out. */
export type DynamoDBStatementSerializer = (operation: string, input: object) => string | undefined;

/** Configuration of {@link SqsInstrumentation} and `instrumentClient`. Everything is optional. */
export interface SqsInstrumentationConfig {
  /** Whether it starts switched on. Default `true`. */
  enabled?: boolean | undefined;
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
  requireParentSpan?: boolean | undefined;
  /** Hide the spans of the HTTP request below a call. Default `false`. */
  suppressInternalInstrumentation?: boolean | undefined;
  /** `'messaging'` names messaging spans `send <queue>`, `receive <queue>`. Default `'operation'`: `SQS.SendMessage`. */
  spanNames?: 'operation' | 'messaging' | undefined;
  /** Put the trace context into messages. Default `true`; a predicate decides for each destination. */
  propagateMessageContext?: boolean | PropagatePredicate | undefined;
  /**
   * The `AWSTraceHeader` system attribute: when no message attribute is free, always, or never, which does not read it
   * either. Default `'overflow'`.
   */
  awsTraceHeader?: 'overflow' | 'always' | 'never' | undefined;
  /** A `create <queue>` span for each entry of a batch send. Default `true`. */
  batchCreateSpans?: boolean | undefined;
  /** ReceiveMessage asks for what propagation and queue time need; `'all'`: for all attributes. Default `true`. */
  autoIncludeMessageAttributes?: boolean | 'all' | undefined;
  /**
   * How much spans, links and metrics say: `'full'`, or with `'standard'` what the semantic conventions require and
   * recommend and the outcome of a processed message, for backends that charge by the byte. Default `'full'`.
   * @see https://opentelemetry.io/docs/specs/semconv/general/attribute-requirement-level/
   */
  detail?: 'full' | 'standard' | undefined;
  /** `'drop'`: a poll that brought no message leaves no span. Default `'span'`. */
  emptyReceives?: 'span' | 'drop' | undefined;
  /** Whether the process span links to the producer or is its child. Default `'link'`. */
  consumerRelation?: 'link' | 'parent' | undefined;
  /**
   * Message attributes to record, as `messaging.sqs.message.<lower-cased name>`.
   * Default `['MessageType', 'Priority', 'Source']`, and none with `detail: 'standard'`.
   */
  capturedMessageAttributes?: readonly string[] | undefined;
  /**
   * Largest message in bytes, body and attributes, that injection may produce; a function gives it for each destination.
   * Default: the queue's limit as far as a response has shown it, else the service's.
   */
  maxMessageSize?: number | MessageSizeLimit | undefined;
  /** Metrics of messaging, RPC, databases and generative AI. Default `true`. */
  metrics?: boolean | undefined;
  /** `(operation, input) => string | undefined`: the `db.query.text` of a DynamoDB call. Default: none. */
  dynamoDBStatementSerializer?: DynamoDBStatementSerializer | undefined;
  /** A child span of `GetObject` for its `Body`, from the first byte to the last. Default `false`. */
  s3BodySpans?: boolean | undefined;
  /** Put the trace context into the `Detail` of EventBridge events, as `_trace`. Default `false`: schemas may object. */
  eventBridgeDetailInjection?: boolean | undefined;
  /**
   * Put the trace context into the `Data` of Kinesis records, as `_trace`, where they are JSON objects. Other data, and
   * aggregates of the Kinesis Producer Library, stay as they are. Default `false`: schemas may object.
   */
  kinesisDataInjection?: boolean | undefined;
  /**
   * `X-Amzn-Trace-Id` of the span on every AWS request and on each of its attempts, in the place of the one that the SDK
   * sends inside Lambda; a header that the application sets itself stays. Default `false`.
   */
  xrayRequestHeader?: boolean | undefined;
}
