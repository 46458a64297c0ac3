import type { SqsInstrumentationConfig } from './config';
import {
  type Expectation,
  aBoolean,
  aBooleanOrFunction,
  aFunction,
  aPositiveInteger,
  either,
  oneOf,
  strings,
} from './expectation';

/** One option. Its type and its place in the API reference are in {@link SqsInstrumentationConfig}. */
export interface Option<Value> {
  readonly expected: Expectation;
  /** What holds where nobody says anything. */
  readonly default?: Value;
  /** What holds instead with `detail: 'standard'`. */
  readonly defaultOfStandard?: Value;
  /** Its line in the documentation, which shows the default beside it. */
  readonly docs: string;
}

type Table = {
  readonly [Name in keyof SqsInstrumentationConfig]-?: Option<NonNullable<SqsInstrumentationConfig[Name]>>;
};

/** All that is known of each option, in the order of the documentation. */
export const OPTIONS = {
  requestHook: {
    expected: aFunction,
    docs: '`(span, serviceName, operationName, apiParams)`, before a request. What it changes in `apiParams` is sent.',
  },
  responseHook: {
    expected: aFunction,
    docs: '`(span, serviceName, operationName, result, error?)`, after it; has the last word over attributes.',
  },
  processHook: { expected: aFunction, docs: '`(span, message)`, once for each processed message.' },
  ignore: {
    expected: aFunction,
    docs: '`(serviceName, operationName, apiParams) => boolean`: no span, no injection, the request as it was.',
  },
  expectedErrors: {
    expected: aFunction,
    docs: '`(serviceName, operationName, error) => boolean`: an error that is none; the span keeps `error.type`.',
  },
  requireParentSpan: { expected: aBoolean, default: false, docs: 'No span outside of a trace.' },
  suppressInternalInstrumentation: {
    expected: aBoolean,
    default: false,
    docs: 'Hide the spans of the HTTP request below a call.',
  },
  spanNames: {
    expected: oneOf('operation', 'messaging'),
    default: 'operation',
    docs: "`'messaging'` names messaging spans `send <queue>`, `receive <queue>`; `'operation'`: `SQS.SendMessage`.",
  },
  propagateMessageContext: {
    expected: aBooleanOrFunction,
    default: true,
    docs: 'Put the trace context into messages; a predicate decides for each destination.',
  },
  awsTraceHeader: {
    expected: oneOf('overflow', 'always', 'never'),
    default: 'overflow',
    docs: 'The `AWSTraceHeader` system attribute: when no message attribute is free, always, or never (neither written nor read).',
  },
  batchCreateSpans: {
    expected: aBoolean,
    default: true,
    docs: 'A `create <queue>` span for each entry of a batch send.',
  },
  autoIncludeMessageAttributes: {
    expected: either(aBoolean, oneOf('all')),
    default: true,
    docs: "ReceiveMessage asks for what propagation and queue time need; `'all'`: for all message attributes.",
  },
  detail: {
    expected: oneOf('full', 'standard'),
    default: 'full',
    docs: "`'standard'`: what the conventions require and recommend, and the outcome of a processed message; no twins, nothing of our own.",
  },
  emptyReceives: {
    expected: oneOf('span', 'drop'),
    default: 'span',
    docs: "`'drop'`: a poll that brought no message leaves no span.",
  },
  consumerRelation: {
    expected: oneOf('link', 'parent'),
    default: 'link',
    docs: 'Whether the process span links to the producer or is its child.',
  },
  capturedMessageAttributes: {
    expected: strings,
    default: ['MessageType', 'Priority', 'Source'],
    defaultOfStandard: [],
    docs: "Message attributes to record, as `messaging.sqs.message.<lower-cased name>`; by default none with `detail: 'standard'`.",
  },
  maxMessageSize: {
    expected: either(aPositiveInteger, aFunction),
    docs: "Largest message in bytes, body and attributes, that injection may produce, or `(destination) => number`; without it the queue's limit as far as a response has shown it, else the service's.",
  },
  metrics: { expected: aBoolean, default: true, docs: 'Metrics of messaging, RPC, databases and generative AI.' },
  dynamoDBStatementSerializer: {
    expected: aFunction,
    docs: '`(operation, input) => string | undefined`: the `db.query.text` of a DynamoDB call.',
  },
  s3BodySpans: {
    expected: aBoolean,
    default: false,
    docs: 'A child span of `GetObject` for its `Body`, from the first byte to the last.',
  },
  eventBridgeDetailInjection: {
    expected: aBoolean,
    default: false,
    docs: 'Put the trace context into the `Detail` of EventBridge events, as `_trace`, which a schema may reject.',
  },
  kinesisDataInjection: {
    expected: aBoolean,
    default: false,
    docs: 'Put the trace context into the `Data` of Kinesis records that are JSON objects, as `_trace`, which a schema may reject.',
  },
  xrayRequestHeader: {
    expected: aBoolean,
    default: false,
    docs: "`X-Amzn-Trace-Id` of the span on every AWS request and attempt, in the place of the SDK's own inside Lambda.",
  },
  enabled: { expected: aBoolean, default: true, docs: 'Whether it starts switched on.' },
} as const satisfies Table;

/** Whether an environment variable sets an option, too: all but functions can be written. */
export function hasVariable({ expected }: Option<unknown>): boolean {
  return expected.parse !== undefined;
}

/** The environment variable of an option: `OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES`. */
export function variableOf(option: string): string {
  return `OTEL_SQS_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
