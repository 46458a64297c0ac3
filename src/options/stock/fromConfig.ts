import type { Span } from '@opentelemetry/api';
import { stockErrorNames, stockRequestNames, stockResponseNames } from '../../semconv/stockNames';
import { isObject, text } from '../../values';
import type { SqsInstrumentationConfig } from '../config';
import { type Expectation, aBoolean, aFunction } from '../expectation';
import { type HookedCall, type InformedRequestHook, type InformedResponseHook, informedHook } from '../hookedCall';
import { mismatch } from '../mismatch';
import type { AwsInstrumentationConfig, AwsInstrumentationRequest, FromAwsInstrumentationOptions } from './types';

/**
 * The options and hooks of `@opentelemetry/instrumentation-aws-sdk` as those of {@link SqsInstrumentation}. Hooks get
 * what they got there; what `preRequestHook` changes in `commandInput` is sent, and the caller's object stays. A hook
 * that throws costs one line of diagnostics. A configuration that was made here comes back as it is.
 *
 * With a `preRequestHook`, the first call of a client starts when its region is known, as it does there.
 * @throws TypeError if an option has a wrong value
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-aws-sdk
 * @example
 * new SqsInstrumentation(fromAwsInstrumentationConfig(config, { stockNames: true }));
 */
export function fromAwsInstrumentationConfig(
  config: AwsInstrumentationConfig = {},
  { stockNames = false }: FromAwsInstrumentationOptions = {},
): SqsInstrumentationConfig {
  if (!isObject(config)) throw mismatch('config', 'an object', config);
  if (MADE in config) return config as SqsInstrumentationConfig;
  for (const [name, expected] of EXPECTED) {
    const value = config[name];
    if (value !== undefined && !expected.holds(value)) throw mismatch(name, expected.text, value);
  }
  const { preRequestHook, responseHook, exceptionHook, sqsProcessHook, dynamoDBStatementSerializer } =
    config as AwsInstrumentationConfig;
  const { enabled, suppressInternalInstrumentation } = config as AwsInstrumentationConfig;
  const requests = new WeakMap<HookedCall, AwsInstrumentationRequest>();

  const before: InformedRequestHook = (span, serviceName, commandName, commandInput, call) => {
    if (stockNames) renameRequest(span, serviceName, commandName, commandInput);
    const request = { serviceName, commandName, commandInput, ...regionOf(call) };
    if (call !== undefined) requests.set(call, request);
    return preRequestHook?.(span, { request });
  };
  const after: InformedResponseHook = (span, serviceName, commandName, data, error, call) => {
    const commandInput = (call?.operation.input ?? {}) as Record<string, unknown>;
    const known = call && requests.get(call);
    const request = known ?? { serviceName, commandName, commandInput, ...regionOf(call) };
    if (data === undefined) {
      if (stockNames) span.setAttributes(stockErrorNames(error));
      return exceptionHook?.(span, { request }, error);
    }
    if (stockNames) span.setAttributes(stockResponseNames(serviceName, commandName, data));
    const metadata = isObject(data['$metadata']) ? data['$metadata'] : {};
    const requestId = text(metadata['requestId']) ?? '';
    return responseHook?.(span, { response: { data, request, requestId } });
  };

  const made: SqsInstrumentationConfig & { [MADE]: true } = { [MADE]: true };
  if (enabled !== undefined) made.enabled = enabled;
  if (suppressInternalInstrumentation !== undefined) {
    made.suppressInternalInstrumentation = suppressInternalInstrumentation;
  }
  // There one span sends a whole batch, under a name of its own.
  if (stockNames) made.batchCreateSpans = false;
  // Names alone do not have to wait for the region.
  if (preRequestHook !== undefined) made.requestHook = informedHook(before);
  else if (stockNames) made.requestHook = renameRequest;
  if (stockNames || responseHook !== undefined || exceptionHook !== undefined) made.responseHook = informedHook(after);
  if (sqsProcessHook !== undefined) made.processHook = (span, message) => sqsProcessHook(span, { message });
  if (dynamoDBStatementSerializer !== undefined) {
    made.dynamoDBStatementSerializer = (operation, input) =>
      dynamoDBStatementSerializer(operation, input as Record<string, unknown>);
  }
  return made;
}

/** Enumerable, so that a copy has it, too: an instrumentation may translate what its constructor hands to `setConfig`. */
const MADE: unique symbol = Symbol.for('opentelemetry-instrumentation-sqs made from aws-sdk');

const EXPECTED: ReadonlyMap<string, Expectation> = new Map([
  ['preRequestHook', aFunction],
  ['responseHook', aFunction],
  ['exceptionHook', aFunction],
  ['sqsProcessHook', aFunction],
  ['dynamoDBStatementSerializer', aFunction],
  ['suppressInternalInstrumentation', aBoolean],
  ['sqsExtractContextPropagationFromPayload', aBoolean],
  ['enabled', aBoolean],
]);

function renameRequest(span: Span, service: string, operation: string, input: Readonly<Record<string, unknown>>): void {
  const { name, attributes } = stockRequestNames(service, operation, input);
  if (name !== undefined) span.updateName(name);
  span.setAttributes(attributes);
}

function regionOf(call: HookedCall | undefined): Pick<AwsInstrumentationRequest, 'region'> {
  const region = call?.operation.kind.client.region;
  return region === undefined ? {} : { region };
}
