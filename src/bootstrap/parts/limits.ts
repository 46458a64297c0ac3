import { type Env, envText } from '../env';

/** Limits by their name in the SDK. One that is undefined is the SDK's own. */
type Limits = Readonly<Record<string, number | undefined>>;

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits */
export function spanLimits(env: Env): Limits {
  const of = (name: string): number | undefined => limit(env, `OTEL_SPAN_${name}`);
  return {
    attributeCountLimit: of('ATTRIBUTE_COUNT_LIMIT') ?? attributeLimit(env, 'COUNT_LIMIT'),
    attributeValueLengthLimit: of('ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? attributeLimit(env, 'VALUE_LENGTH_LIMIT'),
    eventCountLimit: of('EVENT_COUNT_LIMIT'),
    linkCountLimit: of('LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: of('ATTRIBUTE_PER_EVENT_COUNT_LIMIT'),
    attributePerLinkCountLimit: of('ATTRIBUTE_PER_LINK_COUNT_LIMIT'),
  };
}

/**
 * Those that are not positive count as not set, as they do in the SDK.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#logrecord-limits
 */
export function logRecordLimits(env: Env): Limits {
  const of = (name: string): number | undefined => positive(limit(env, `OTEL_LOGRECORD_${name}`));
  return {
    attributeCountLimit: of('ATTRIBUTE_COUNT_LIMIT') ?? positive(attributeLimit(env, 'COUNT_LIMIT')),
    attributeValueLengthLimit:
      of('ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? positive(attributeLimit(env, 'VALUE_LENGTH_LIMIT')),
  };
}

/** Of all signals that have none of their own. */
function attributeLimit(env: Env, name: string): number | undefined {
  return limit(env, `OTEL_ATTRIBUTE_${name}`);
}

function limit(env: Env, name: string): number | undefined {
  const number = Number(envText(env, name) ?? Number.NaN);
  return Number.isNaN(number) ? undefined : number;
}

function positive(number: number | undefined): number | undefined {
  return number !== undefined && number > 0 ? number : undefined;
}
