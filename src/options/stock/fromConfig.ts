import { stockErrorNames, stockRequestNames, stockResponseNames } from '../../semconv/stockNames';
import { isObject, text } from '../../values';
import type { SqsInstrumentationConfig } from '../config';
import { type Expectation, aBoolean, aFunction } from '../expectation';
import { type HookedCall, type InformedRequestHook, type InformedResponseHook, informedHook } from '../hookedCall';
import { mismatch } from '../mismatch';
import { warnOfUnknownOptions } from '../unknownOptions';
import { MADE, type Made } from './made';
import type {
  AwsInstrumentationConfig,
  AwsInstrumentationRequest,
  AwsInstrumentationRequestInfo,
  FromAwsInstrumentationOptions,
} from './types';

/**
 * The options and hooks of `@opentelemetry/instrumentation-aws-sdk` as those of {@link SqsInstrumentation}. Hooks get
 * what they got there; what `preRequestHook` changes in `commandInput` is sent, and the caller's object stays. A hook
 * that throws costs one line of diagnostics. A configuration that was made here comes back as it is.
 *
 * With a `preRequestHook`, the first call of a client starts when its region and version are known.
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
  warnOfUnknownOptions(config, [...EXPECTED.keys()]);
  const { preRequestHook, responseHook, exceptionHook, sqsProcessHook, dynamoDBStatementSerializer } =
    config as AwsInstrumentationConfig;
  const { enabled, suppressInternalInstrumentation } = config as AwsInstrumentationConfig;
  const requests = new WeakMap<HookedCall, AwsInstrumentationRequest>();

  const before: InformedRequestHook = (span, serviceName, commandName, commandInput, call) => {
    const request = { serviceName, commandName, commandInput, ...regionOf(call) };
    if (call !== undefined) requests.set(call, request);
    return preRequestHook?.(span, { ...versionOf(call), request });
  };
  const after: InformedResponseHook = (span, serviceName, commandName, data, error, call) => {
    const commandInput = (call?.operation.input ?? {}) as Record<string, unknown>;
    const known = call && requests.get(call);
    const request = known ?? { serviceName, commandName, commandInput, ...regionOf(call) };
    if (data === undefined) {
      if (stockNames) span.setAttributes(stockErrorNames(error));
      return exceptionHook?.(span, { ...versionOf(call), request }, error);
    }
    if (stockNames) span.setAttributes(stockResponseNames(serviceName, commandName, data));
    const metadata = isObject(data['$metadata']) ? data['$metadata'] : {};
    const requestId = text(metadata['requestId']) ?? '';
    return responseHook?.(span, { ...versionOf(call), response: { data, request, requestId } });
  };

  const made: SqsInstrumentationConfig & { [MADE]: Made } = {
    [MADE]: { startsAs: stockNames ? stockRequestNames : undefined, estimates: stockNames },
  };
  if (enabled !== undefined) made.enabled = enabled;
  if (suppressInternalInstrumentation !== undefined) {
    made.suppressInternalInstrumentation = suppressInternalInstrumentation;
  }
  // There one span sends a whole batch, under a name of its own.
  if (stockNames) made.batchCreateSpans = false;
  if (preRequestHook !== undefined) made.requestHook = informedHook(before);
  if (stockNames || responseHook !== undefined || exceptionHook !== undefined) made.responseHook = informedHook(after);
  if (sqsProcessHook !== undefined) made.processHook = (span, message) => sqsProcessHook(span, { message });
  if (dynamoDBStatementSerializer !== undefined) {
    made.dynamoDBStatementSerializer = (operation, input) =>
      dynamoDBStatementSerializer(operation, input as Record<string, unknown>);
  }
  return made;
}

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

function regionOf(call: HookedCall | undefined): Pick<AwsInstrumentationRequest, 'region'> {
  const region = call?.operation.kind.client.region;
  return region === undefined ? {} : { region };
}

function versionOf(call: HookedCall | undefined): Pick<AwsInstrumentationRequestInfo, 'moduleVersion'> {
  const version = call?.operation.kind.client.version;
  return version === undefined ? {} : { moduleVersion: version };
}
