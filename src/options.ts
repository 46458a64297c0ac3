import type { Span } from '@opentelemetry/api';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import { warnOfUnknownOptions } from './options/unknownOptions';
import { type Naming, namingFromOptIn } from './semconv/naming';

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
  /** `(serviceName, operationName, error) => boolean`: an error that is none; the span keeps `error.type`. Default: none. */
  expectedErrors?: ExpectedErrorsPredicate | undefined;
  /** No span outside of a trace. Default `false`. */
  requireParentSpan?: boolean;
  /** Hide the spans of the HTTP request below a call. Default `false`. */
  suppressInternalInstrumentation?: boolean;
  /** `'messaging'` names messaging spans `send <queue>`, `receive <queue>`. Default `'operation'`: `SQS.SendMessage`. */
  spanNames?: 'operation' | 'messaging';
  /** Put the trace context into messages. Default `true`; a predicate decides for each destination. */
  propagateMessageContext?: boolean | PropagatePredicate;
  /** The `AWSTraceHeader` system attribute: when no message attribute is free (default), always, or never. */
  awsTraceHeader?: 'overflow' | 'always' | 'never';
  /** A `create <queue>` span for each entry of a batch send. Default `true`. */
  batchCreateSpans?: boolean;
  /** ReceiveMessage asks for what propagation and queue time need. Default `true`. */
  autoIncludeMessageAttributes?: boolean;
  /** `'drop'`: a poll that brought no message leaves no span. Default `'span'`. */
  emptyReceives?: 'span' | 'drop';
  /** Whether the process span links to the producer (default) or is its child. */
  consumerRelation?: 'link' | 'parent';
  /** Message attributes to record, as `messaging.sqs.message.<lower-cased name>`. */
  capturedMessageAttributes?: string[];
  /** Largest message in bytes, body and attributes, that injection may produce. Default 1,048,576, the service's limit. */
  maxMessageSize?: number;
  /** Messaging, RPC and database metrics. Default `true`. */
  metrics?: boolean;
  /** `(operation, input) => string | undefined`: the `db.query.text` of a DynamoDB call. Default: none. */
  dynamoDBStatementSerializer?: DynamoDBStatementSerializer | undefined;
  /** A child span of `GetObject` for its `Body`, from the first byte to the last. Default `false`. */
  s3BodySpans?: boolean;
  /** Put the trace context into the `Detail` of EventBridge events, as `_trace`. Default `false`: schemas may object. */
  eventBridgeDetailInjection?: boolean;
}

type Hooks =
  | 'requestHook'
  | 'responseHook'
  | 'processHook'
  | 'ignore'
  | 'expectedErrors'
  | 'dynamoDBStatementSerializer';

/** The configuration with its defaults filled in. */
export type Options = Readonly<
  Required<Omit<SqsInstrumentationConfig, Hooks | 'enabled'>> & Pick<SqsInstrumentationConfig, Hooks>
> & { readonly naming: Naming };

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const SQS_MAX_MESSAGE_SIZE = 1_048_576;

const AUTO_INCLUDE_ENV = 'OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES';
const OPT_IN_ENV = 'OTEL_SEMCONV_STABILITY_OPT_IN';

/**
 * Fills in defaults and the environment.
 * @throws TypeError that tells what was expected and what was given.
 */
export function resolveOptions(
  config: SqsInstrumentationConfig = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): Options {
  validate(config);
  warnOfUnknownOptions(config, Object.keys(EXPECTED));
  return {
    requestHook: config.requestHook,
    responseHook: config.responseHook,
    processHook: config.processHook,
    ignore: config.ignore,
    expectedErrors: config.expectedErrors,
    dynamoDBStatementSerializer: config.dynamoDBStatementSerializer,
    requireParentSpan: config.requireParentSpan ?? false,
    suppressInternalInstrumentation: config.suppressInternalInstrumentation ?? false,
    spanNames: config.spanNames ?? 'operation',
    propagateMessageContext: config.propagateMessageContext ?? true,
    awsTraceHeader: config.awsTraceHeader ?? 'overflow',
    batchCreateSpans: config.batchCreateSpans ?? true,
    autoIncludeMessageAttributes:
      config.autoIncludeMessageAttributes ?? env[AUTO_INCLUDE_ENV]?.trim().toLowerCase() !== 'false',
    emptyReceives: config.emptyReceives ?? 'span',
    consumerRelation: config.consumerRelation ?? 'link',
    capturedMessageAttributes: [...(config.capturedMessageAttributes ?? ['MessageType', 'Priority', 'Source'])],
    metrics: config.metrics ?? true,
    maxMessageSize: config.maxMessageSize ?? SQS_MAX_MESSAGE_SIZE,
    eventBridgeDetailInjection: config.eventBridgeDetailInjection ?? false,
    s3BodySpans: config.s3BodySpans ?? false,
    naming: namingFromOptIn(env[OPT_IN_ENV]),
  };
}

/** An expectation in words, and its test. */
type Expectation = readonly [text: string, holds: (value: unknown) => boolean];

const aBoolean: Expectation = ['a boolean', (value) => typeof value === 'boolean'];
const aFunction: Expectation = ['a function', (value) => typeof value === 'function'];
const oneOf = (...choices: string[]): Expectation => [
  choices.map((choice) => `'${choice}'`).join(' or '),
  (value) => typeof value === 'string' && choices.includes(value),
];

const EXPECTED: Readonly<Record<keyof SqsInstrumentationConfig, Expectation>> = {
  enabled: aBoolean,
  requestHook: aFunction,
  responseHook: aFunction,
  processHook: aFunction,
  ignore: aFunction,
  expectedErrors: aFunction,
  dynamoDBStatementSerializer: aFunction,
  requireParentSpan: aBoolean,
  suppressInternalInstrumentation: aBoolean,
  spanNames: oneOf('operation', 'messaging'),
  propagateMessageContext: [
    'a boolean or a function',
    (value) => typeof value === 'boolean' || typeof value === 'function',
  ],
  awsTraceHeader: oneOf('overflow', 'always', 'never'),
  batchCreateSpans: aBoolean,
  autoIncludeMessageAttributes: aBoolean,
  emptyReceives: oneOf('span', 'drop'),
  consumerRelation: oneOf('link', 'parent'),
  capturedMessageAttributes: [
    'an array of strings',
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  ],
  eventBridgeDetailInjection: aBoolean,
  s3BodySpans: aBoolean,
  metrics: aBoolean,
  maxMessageSize: ['a positive integer', (value) => Number.isInteger(value) && Number(value) > 0],
};

/** Checks the options that are given. */
function validate(config: SqsInstrumentationConfig): void {
  if (typeof config !== 'object' || config === null) throw mismatch('config', 'an object', config);
  for (const key of Object.keys(EXPECTED) as (keyof SqsInstrumentationConfig)[]) {
    const value: unknown = config[key];
    const [text, holds] = EXPECTED[key];
    if (value !== undefined && !holds(value)) throw mismatch(key, text, value);
  }
}

function mismatch(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`Expected \`${name}\` to be ${expected}, got ${show(value)} (${typeof value})`);
}

function show(value: unknown): string {
  if (value === null || typeof value !== 'object') return `\`${String(value)}\``;
  return Array.isArray(value) ? 'an array' : 'an object';
}
