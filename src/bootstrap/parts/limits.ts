import { type Env, envText } from '../env';

/** Limits by their name in the SDK. One that is undefined is the SDK's own. */
type Limits = Readonly<Record<string, number | undefined>>;

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits */
export function spanLimits(env: Env): Limits {
  return {
    ...attributeLimits(env, 'SPAN'),
    eventCountLimit: limit(env, 'OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: limit(env, 'OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: limit(env, 'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT'),
    attributePerLinkCountLimit: limit(env, 'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT'),
  };
}

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#logrecord-limits */
export function logRecordLimits(env: Env): Limits {
  const positive = Object.entries(attributeLimits(env, 'LOGRECORD')).filter(([, number]) => (number ?? 0) > 0);
  return Object.fromEntries(positive);
}

/** Those of a signal, else those of all. */
function attributeLimits(env: Env, signal: string): Limits {
  const either = (name: string): number | undefined =>
    limit(env, `OTEL_${signal}_${name}`) ?? limit(env, `OTEL_${name}`);
  return {
    attributeCountLimit: either('ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit: either('ATTRIBUTE_VALUE_LENGTH_LIMIT'),
  };
}

function limit(env: Env, name: string): number | undefined {
  const number = Number(envText(env, name) ?? Number.NaN);
  return Number.isNaN(number) ? undefined : number;
}
