import type { Context, Link } from '@opentelemetry/api';
import { parseAwsTraceHeader } from '../../propagation/awsTraceHeader';
import { DETAIL_TRACE } from '../../propagation/eventDetail';
import { type Reading, extractContext } from '../../propagation/extractContext';
import { type FunctionFacts, xRayLinkAttributes } from '../../semconv/faas';
import { safely } from '../../telemetry/safely';
import { type Members, isObject, membersOf, text } from '../../values';
import { isColdStart } from './coldStart';

/** `arn:aws:lambda:eu-west-1:123456789012:function:name`, and perhaps a version or an alias. */
const ARN = /^(arn:[\w-]+:lambda:([\w-]+):(\d+):function:[^:]+)(?::([^:]+))?$/;

/** The context of an invocation: the third argument of a handler that streams its response, the second of any other. */
export function contextIn(args: readonly unknown[]): Members | undefined {
  const [, second, third] = args;
  const context = isResponseStream(second) ? third : second;
  return isObject(context) ? context : undefined;
}

/** The stream of a response. @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
export function responseStreamIn(args: readonly unknown[]): ResponseStream | undefined {
  const [, second] = args;
  return isResponseStream(second) ? second : undefined;
}

export interface ResponseStream {
  once(event: string, listener: () => void): unknown;
  write(chunk: unknown): unknown;
  readonly writableFinished?: unknown;
  readonly destroyed?: unknown;
}

/** Undefined where nothing says that this is an invocation of Lambda. */
export function describeFunction(context: Members | undefined): FunctionFacts | undefined {
  if (context === undefined) return undefined;
  const invokedArn = text(context['invokedFunctionArn']);
  const invocationId = text(context['awsRequestId']);
  const name = text(context['functionName']);
  if (invokedArn === undefined && invocationId === undefined && name === undefined) return undefined;
  const version = text(context['functionVersion']);
  const [, base, region, accountId, qualifier] = ARN.exec(invokedArn ?? '') ?? [];
  const qualified = base === undefined || qualifier === undefined ? base : `${base}:${version ?? qualifier}`;
  return {
    invocationId,
    coldStart: isColdStart(),
    name,
    version,
    region: region ?? process.env['AWS_REGION'],
    accountId,
    invokedArn,
    arn: qualified ?? invokedArn,
  };
}

/** To the span that X-Ray has for this invocation. */
export function xRayLinks(context: Members | undefined): readonly Link[] {
  // Where several invocations run at once, only the context tells.
  const header = text(context?.['xRayTraceId']) ?? process.env['_X_AMZN_TRACE_ID'];
  const span = parseAwsTraceHeader(header);
  return span === undefined ? [] : [{ context: span, attributes: xRayLinkAttributes() }];
}

/**
 * `base` with the context in the client context of a synchronous invocation, where `Lambda.Invoke` puts it. The name of the
 * member has two spellings.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function callerContext(context: Members | undefined, base: Context, reading: Reading): Context {
  const { custom, Custom } = membersOf(context?.['clientContext']);
  return extractContext({ [DETAIL_TRACE]: custom ?? Custom }, base, reading);
}

/** Milliseconds until Lambda stops the invocation; undefined if nothing tells. */
export function remainingTime(context: Members | undefined): number | undefined {
  const remaining = context && safely('asking for the remaining time', askRemaining, context);
  return typeof remaining === 'number' && Number.isFinite(remaining) ? remaining : undefined;
}

function askRemaining(context: Members): unknown {
  const { getRemainingTimeInMillis } = context;
  return typeof getRemainingTimeInMillis === 'function'
    ? (getRemainingTimeInMillis as () => unknown).call(context)
    : undefined;
}

function isResponseStream(value: unknown): value is ResponseStream {
  return isObject(value) && typeof value['write'] === 'function' && typeof value['once'] === 'function';
}
